import type { PlaybackSource } from '~/modules/media/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { IconButton } from './icon-button';
import { JUMP_SECONDS, type PlayerCommand } from './player-keys';
import type { PlayerPreferences } from './player-preferences';
import { PlayerSettings } from './player-settings';
import { SeekBar } from './seek-bar';
import { SoundAndScreen } from './sound-and-screen';

export interface ControlsProps {
  /** False until the page's script runs: nothing can be pressed yet. */
  ready: boolean;
  paused: boolean;
  position: number;
  duration: number;
  qualities: number[];
  fullscreen: boolean;
  preferences: PlayerPreferences;
  source: PlaybackSource;
  onCommand: (command: PlayerCommand) => void;
  onSeek: (seconds: number) => void;
  onPrefer: (change: Partial<PlayerPreferences>) => void;
}

/** Below the picture, always in sight: nothing to discover by hovering. */
export function PlayerControls(props: ControlsProps) {
  const { t } = useTranslation();
  const { ready, paused, position, duration, preferences, source, onCommand, onPrefer } = props;
  const jump = { seconds: JUMP_SECONDS };
  return (
    <div className="bg-black px-2 pb-2 text-white max-sm:text-[1rem] sm:px-3">
      <SeekBar
        position={position}
        duration={duration}
        storyboard={source.storyboard}
        disabled={!ready}
        onSeek={props.onSeek}
      />
      <div className="flex flex-wrap items-center gap-x-1">
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={paused ? t('Phát') : t('Tạm dừng')}
          shortcut="k"
          disabled={!ready}
          onClick={() => onCommand({ type: 'toggle' })}
        />
        <IconButton
          icon="back"
          label={t('Lùi {{seconds}} giây', jump)}
          shortcut="j"
          disabled={!ready}
          onClick={() => onCommand({ type: 'jump', seconds: -JUMP_SECONDS })}
        />
        <IconButton
          icon="forward"
          label={t('Tới {{seconds}} giây', jump)}
          shortcut="l"
          disabled={!ready}
          onClick={() => onCommand({ type: 'jump', seconds: JUMP_SECONDS })}
        />
        <span className="tabular px-1 whitespace-nowrap max-sm:order-first max-sm:w-full">
          {formatDuration(position)} / {formatDuration(duration)}
        </span>
        <SoundAndScreen {...{ ready, preferences, onCommand, onPrefer }} fullscreen={props.fullscreen} />
      </div>
      <PlayerSettings
        {...{ ready, preferences, onPrefer }}
        qualities={props.qualities}
        captions={source.captions.length > 0}
        dataUse={source.audioMaster ? source.dataUse : null}
        speeds
      />
    </div>
  );
}
