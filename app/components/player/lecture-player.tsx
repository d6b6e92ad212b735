import clsx from 'clsx';
import {
  forwardRef,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { PlaybackSource } from '~/modules/media/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { BigPlayButton } from './big-play-button';
import { PlayerControls } from './player-controls';
import type { PlayedTick, PlayerHandle } from './player-events';
import { type PlayerCommand, pressedCommand, stepSpeed } from './player-keys';
import { PlayerStatus } from './player-status';
import { renewPlayback } from './renew-playback';
import { SoundOnly } from './sound-only';
import { useCaptions } from './use-captions';
import { useFullscreen } from './use-fullscreen';
import { usePlayerEvents } from './use-player-events';
import { usePlayerPreferences } from './use-player-preferences';
import { useStream } from './use-stream';
import { Watermark } from './watermark';

export interface LecturePlayerProps {
  source: PlaybackSource;
  sessionId: number;
  /** What plays, for screen readers: the session's title. */
  title: string;
  /** Seconds where the member stopped, on any device. */
  resumeAt?: number;
  /** Every stretch that really played, about four times a second. The handle's `on('played')` is the same. */
  onPlayed?: (tick: PlayedTick) => void;
  /** Another way to renew the media pass than the signed-in member's: resolves to whether it plays on. */
  renewPass?: () => Promise<boolean>;
  /** On the big screen of a hall: begins sharp, and the full-screen button takes the whole page, with what lies over the picture. */
  hall?: boolean;
  /** Something that must be seen and reached also in full screen: between the picture and the controls. */
  belowPicture?: ReactNode;
}

/** Leaves a moment before the end of ticket and pass. */
const RENEW_AHEAD_MS = 10 * 60_000;

/** The lecture on the page: the picture, its state, captions and our own controls. hls.js arrives with the first press on play. */
export const LecturePlayer = forwardRef<PlayerHandle, LecturePlayerProps>(function LecturePlayer(
  { source, sessionId, title, resumeAt = 0, onPlayed, renewPass, hall = false, belowPicture },
  ref,
) {
  const { t } = useTranslation();
  const frame = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const { ready, preferences, prefer } = usePlayerPreferences({ video });
  const startAt = resumeAt > 0 && resumeAt < source.timelineSeconds - 5 ? resumeAt : 0;
  const [position, setPosition] = useState(startAt);
  const [paused, setPaused] = useState(true);
  const [waiting, setWaiting] = useState(false);
  const { fullscreen, toggle: toggleFullscreen } = useFullscreen({ frame, video, wholePage: hall });
  const expiresAt = useRef(Date.parse(source.expiresAt));

  const emitter = usePlayerEvents(video);
  const renew = useCallback(async () => {
    if (renewPass) return renewPass();
    const renewed = await renewPlayback(sessionId);
    if (renewed) expiresAt.current = Date.parse(renewed.expiresAt);
    return renewed !== null;
  }, [sessionId, renewPass]);
  const stream = useStream({ video, source, startAt, preferences, renew, hall });
  const lines = useCaptions(video, ready && preferences.captions);

  useEffect(() => {
    const timer = setInterval(() => {
      if (expiresAt.current - Date.now() < RENEW_AHEAD_MS) void renew().catch(() => {});
    }, 60_000);
    return () => clearInterval(timer);
  }, [renew]);

  useEffect(() => (onPlayed ? emitter.on('played', onPlayed) : undefined), [emitter, onPlayed]);

  const seekTo = (seconds: number): void => {
    const target = Math.min(Math.max(0, seconds), Math.max(0, source.timelineSeconds - 0.5));
    emitter.sample();
    setPosition(target);
    stream.seek(target);
  };
  const run = (command: PlayerCommand): void => {
    if (command.type === 'jump') seekTo(position + command.seconds);
    else if (command.type === 'mute') prefer({ muted: !preferences.muted });
    else if (command.type === 'captions') prefer({ captions: !preferences.captions });
    else if (command.type === 'speed') prefer({ speed: stepSpeed(preferences.speed, command.step) });
    else if (command.type === 'fullscreen') toggleFullscreen();
    else if (command.type === 'volume') {
      prefer({ volume: Math.min(1, Math.max(0, preferences.volume + command.by)), muted: false });
    } else if (paused) stream.play();
    else video.current?.pause();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const command = pressedCommand(event);
    if (!command || command.type === 'live') return;
    event.preventDefault();
    run(command);
  };

  useImperativeHandle(ref, () => ({
    seekTo,
    play: () => stream.play(),
    pause: () => video.current?.pause(),
    get currentTime() {
      return video.current && stream.opened() ? video.current.currentTime : position;
    },
    get duration() {
      return source.timelineSeconds;
    },
    get playbackRate() {
      return video.current?.playbackRate ?? 1;
    },
    get paused() {
      return video.current?.paused ?? true;
    },
    on: (event, listener) => emitter.on(event, listener),
  }));

  return (
    <section
      ref={frame}
      aria-label={t('Trình phát: {{title}}', { title })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the shortcuts work while the player has the focus
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={clsx(
        'flex flex-col overflow-hidden bg-black print:hidden',
        fullscreen ? 'h-full' : '-mx-4 sm:mx-0 sm:rounded-lg',
      )}
    >
      <div className={clsx('relative min-h-0', fullscreen ? 'grow' : 'aspect-video')}>
        {/* biome-ignore lint/a11y/useMediaCaption: the track is there when the lecture has captions */}
        <video
          ref={video}
          playsInline
          // In a window of its own the picture would lose what lies over it.
          disablePictureInPicture
          preload="none"
          poster={source.poster ?? undefined}
          className="absolute inset-0 size-full object-contain"
          onClick={() => run({ type: 'toggle' })}
          onPlay={() => setPaused(false)}
          onPause={() => setPaused(true)}
          onWaiting={() => setWaiting(true)}
          onPlaying={() => setWaiting(false)}
          onCanPlay={() => setWaiting(false)}
          onTimeUpdate={(event) => {
            if (stream.opened()) setPosition(event.currentTarget.currentTime);
          }}
        >
          {source.captions.map((track) => (
            <track key={track.src} kind="captions" src={track.src} srcLang={track.language} label={track.label} />
          ))}
        </video>
        {preferences.audioOnly && stream.opened() ? <SoundOnly /> : null}
        <Watermark mark={source.mark} still={preferences.audioOnly} />
        {paused && ready ? (
          <BigPlayButton
            label={startAt > 0 && !stream.opened() ? t('Xem tiếp') : t('Phát bài giảng')}
            onClick={() => run({ type: 'toggle' })}
            onNear={stream.prepare}
          />
        ) : null}
        {lines.length > 0 ? (
          <div
            data-captions
            className="pointer-events-none absolute inset-x-2 bottom-2 flex justify-center sm:inset-x-3 sm:bottom-3"
          >
            <p className="max-w-[60ch] rounded-sm bg-black/85 px-2 text-center text-[1rem] leading-normal whitespace-pre-line text-white sm:px-3 sm:py-1 sm:text-lg sm:leading-relaxed">
              {lines.join('\n')}
            </p>
          </div>
        ) : null}
        <PlayerStatus state={stream.state} waiting={waiting && !paused} />
        <noscript>
          <p className="absolute inset-0 flex items-center justify-center bg-black p-6 text-center text-white">
            {t('Để xem bài giảng, đồng chí hãy bật JavaScript trong trình duyệt rồi tải lại trang.')}
          </p>
        </noscript>
      </div>
      {belowPicture}
      <PlayerControls
        {...{ ready, paused, position, preferences, fullscreen, source }}
        duration={source.timelineSeconds}
        qualities={stream.qualities}
        onCommand={run}
        onSeek={seekTo}
        onPrefer={prefer}
      />
    </section>
  );
});
