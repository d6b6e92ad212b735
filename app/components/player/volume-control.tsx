import { useTranslation } from '~/platform/i18n/use-translation';
import { IconButton } from './icon-button';
import type { PlayerPreferences } from './player-preferences';

interface Props {
  ready: boolean;
  preferences: PlayerPreferences;
  onMute: () => void;
  onVolume: (volume: number) => void;
}

/** Mute and, where there is room, how loud. */
export function VolumeControl({ ready, preferences, onMute, onVolume }: Props) {
  const { t } = useTranslation();
  const volume = preferences.muted ? 0 : preferences.volume;
  return (
    <>
      <IconButton
        icon={volume === 0 ? 'muted' : 'volume'}
        label={preferences.muted ? t('Bật tiếng') : t('Tắt tiếng')}
        shortcut="m"
        className="ml-auto"
        disabled={!ready}
        onClick={onMute}
      />
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={volume}
        disabled={!ready}
        aria-label={t('Âm lượng')}
        aria-valuetext={`${Math.round(volume * 100)}%`}
        onChange={(event) => onVolume(Number(event.currentTarget.value))}
        className="hidden h-11 w-24 cursor-pointer accent-white sm:block"
      />
    </>
  );
}
