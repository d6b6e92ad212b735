import clsx from 'clsx';
import type { DataUse } from '~/modules/media/schema';
import { formatDuration, formatNumber } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';
import { IconButton } from './icon-button';
import type { LiveStreamControl } from './live-stream-control';
import { JUMP_SECONDS, type PlayerCommand } from './player-keys';
import type { PlayerPreferences } from './player-preferences';
import { PlayerSettings } from './player-settings';
import { SeekBar } from './seek-bar';
import { SoundAndScreen } from './sound-and-screen';

interface Props {
  ready: boolean;
  paused: boolean;
  preferences: PlayerPreferences;
  stream: LiveStreamControl;
  preview: boolean;
  fullscreen: boolean;
  /** Null: there is no sound to listen to alone. */
  dataUse: DataUse | null;
  onCommand: (command: PlayerCommand) => void;
  onPrefer: (change: Partial<PlayerPreferences>) => void;
}

/** Below the picture: back to the beginning, back to the edge, and how far behind one is. */
export function LiveControls(props: Props) {
  const { ready, paused, preferences, stream, preview, onCommand, onPrefer } = props;
  const { t, i18n } = useTranslation();
  const { at, edge, latency } = stream.position;
  const place = at ?? edge;
  return (
    <div className="bg-black px-2 pb-2 text-white max-sm:text-[1rem] sm:px-3">
      {preview ? null : (
        <SeekBar position={place} duration={edge} storyboard={null} disabled={!ready} onSeek={stream.goTo} />
      )}
      <div className="flex flex-wrap items-center gap-x-1 gap-y-1">
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={paused ? t('Phát') : t('Tạm dừng')}
          shortcut="k"
          disabled={!ready}
          onClick={() => onCommand({ type: 'toggle' })}
        />
        {preview ? null : (
          <>
            <IconButton
              icon="back"
              label={t('Lùi {{seconds}} giây', { seconds: JUMP_SECONDS })}
              shortcut="j"
              disabled={!ready || edge === 0}
              onClick={() => onCommand({ type: 'jump', seconds: -JUMP_SECONDS })}
            />
            <IconButton
              icon="forward"
              label={t('Tới {{seconds}} giây', { seconds: JUMP_SECONDS })}
              shortcut="l"
              disabled={!ready || edge === 0 || stream.atEdge}
              onClick={() => onCommand({ type: 'jump', seconds: JUMP_SECONDS })}
            />
            <button
              type="button"
              disabled={!ready}
              aria-keyshortcuts="t"
              title={`${t('Về trực tiếp')} (T)`}
              onClick={() => onCommand({ type: 'live' })}
              className={clsx(
                'inline-flex min-h-11 items-center gap-2 rounded-sm border px-3 font-semibold focus-visible:outline-white disabled:opacity-50',
                stream.atEdge && stream.state ? 'border-transparent' : 'border-white hover:bg-white/20',
              )}
            >
              <span
                className={clsx(
                  'size-3 rounded-full',
                  stream.atEdge && stream.state ? 'bg-[#ff6b6b]' : 'border border-white',
                )}
                aria-hidden="true"
              />
              {stream.atEdge && stream.state ? t('Trực tiếp') : t('Về trực tiếp')}
            </button>
          </>
        )}
        {latency !== null ? (
          <span className="tabular px-1 whitespace-nowrap">
            {latency < 60
              ? t('Trễ {{seconds}} giây', { seconds: formatNumber(latency, 1, i18n.language as Language) })
              : t('Chậm hơn {{length}}', { length: formatDuration(latency) })}
          </span>
        ) : null}
        <SoundAndScreen {...{ ready, preferences, onCommand, onPrefer }} fullscreen={props.fullscreen} />
      </div>
      {preview ? null : (
        <PlayerSettings
          {...{ ready, preferences, onPrefer }}
          qualities={stream.qualities}
          captions={false}
          dataUse={props.dataUse}
          speeds={false}
        />
      )}
    </div>
  );
}
