import { useTranslation } from '~/platform/i18n/use-translation';
import { IconButton } from './icon-button';
import type { PlayerCommand } from './player-keys';
import type { PlayerPreferences } from './player-preferences';
import { VolumeControl } from './volume-control';

interface Props {
  ready: boolean;
  fullscreen: boolean;
  preferences: PlayerPreferences;
  onCommand: (command: PlayerCommand) => void;
  onPrefer: (change: Partial<PlayerPreferences>) => void;
}

/** The end of both players' first row: sound, and the whole screen. */
export function SoundAndScreen({ ready, fullscreen, preferences, onCommand, onPrefer }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <VolumeControl
        {...{ ready, preferences }}
        onMute={() => onCommand({ type: 'mute' })}
        onVolume={(volume) => onPrefer({ volume, muted: false })}
      />
      <IconButton
        icon={fullscreen ? 'window' : 'full'}
        label={fullscreen ? t('Thu nhỏ') : t('Toàn màn hình')}
        shortcut="f"
        disabled={!ready}
        onClick={() => onCommand({ type: 'fullscreen' })}
      />
    </>
  );
}
