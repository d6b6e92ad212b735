import clsx from 'clsx';
import { forwardRef, type KeyboardEvent, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { PlaybackSource } from '~/modules/media/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { PlayerControls } from './player-controls';
import type { PlayedTick, PlayerHandle } from './player-events';
import { PlayerIcon } from './player-icon';
import { commandFor, type PlayerCommand, stepSpeed } from './player-keys';
import { DEFAULT_PREFERENCES, loadPreferences, type PlayerPreferences, savePreferences } from './player-preferences';
import { PlayerStatus } from './player-status';
import { renewPlayback } from './renew-playback';
import { useCaptions } from './use-captions';
import { usePlayerEvents } from './use-player-events';
import { useStream } from './use-stream';

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
  /** The full-screen button takes the whole page, with what lies over the picture. */
  wholePage?: boolean;
}

/** Leaves a moment before the end of ticket and pass. */
const RENEW_AHEAD_MS = 10 * 60_000;

/** The lecture on the page: the picture, its state, captions and our own controls. hls.js arrives with the first press on play. */
export const LecturePlayer = forwardRef<PlayerHandle, LecturePlayerProps>(function LecturePlayer(
  { source, sessionId, title, resumeAt = 0, onPlayed, renewPass, wholePage },
  ref,
) {
  const { t } = useTranslation();
  const frame = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  const [preferences, setPreferences] = useState<PlayerPreferences>(DEFAULT_PREFERENCES);
  const startAt = resumeAt > 0 && resumeAt < source.timelineSeconds - 5 ? resumeAt : 0;
  const [position, setPosition] = useState(startAt);
  const [paused, setPaused] = useState(true);
  const [waiting, setWaiting] = useState(false);
  const [fullscreen, setFullscreen] = useState(false);
  const expiresAt = useRef(Date.parse(source.expiresAt));

  const emitter = usePlayerEvents(video);
  const renew = useCallback(async () => {
    if (renewPass) return renewPass();
    const renewed = await renewPlayback(sessionId);
    if (renewed) expiresAt.current = Date.parse(renewed.expiresAt);
    return renewed !== null;
  }, [sessionId, renewPass]);
  const stream = useStream({ video, source, startAt, preferences, renew });
  const lines = useCaptions(video, ready && preferences.captions);

  useEffect(() => {
    setPreferences(loadPreferences());
    setReady(true);
    const timer = setInterval(() => {
      if (expiresAt.current - Date.now() < RENEW_AHEAD_MS) void renew().catch(() => {});
    }, 60_000);
    const onFullscreen = (): void => setFullscreen(document.fullscreenElement === frame.current);
    document.addEventListener('fullscreenchange', onFullscreen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('fullscreenchange', onFullscreen);
    };
  }, [renew]);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.volume = preferences.volume;
    element.muted = preferences.muted;
    element.defaultPlaybackRate = preferences.speed;
    element.playbackRate = preferences.speed;
  }, [preferences]);

  useEffect(() => (onPlayed ? emitter.on('played', onPlayed) : undefined), [emitter, onPlayed]);

  const prefer = (change: Partial<PlayerPreferences>): void => {
    const next = { ...preferences, ...change };
    setPreferences(next);
    savePreferences(next);
  };
  const seekTo = (seconds: number): void => {
    const target = Math.min(Math.max(0, seconds), Math.max(0, source.timelineSeconds - 0.5));
    setPosition(target);
    stream.seek(target);
  };
  const run = (command: PlayerCommand): void => {
    if (command.type === 'jump') seekTo(position + command.seconds);
    else if (command.type === 'mute') prefer({ muted: !preferences.muted });
    else if (command.type === 'captions') prefer({ captions: !preferences.captions });
    else if (command.type === 'speed') prefer({ speed: stepSpeed(preferences.speed, command.step) });
    else if (command.type === 'fullscreen')
      toggleFullscreen(wholePage ? document.documentElement : frame.current, video.current);
    else if (command.type === 'volume') {
      prefer({ volume: Math.min(1, Math.max(0, preferences.volume + command.by)), muted: false });
    } else if (paused) stream.play();
    else video.current?.pause();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target as HTMLElement;
    const slider = target instanceof HTMLInputElement && target.max !== '1';
    const onControl = target !== event.currentTarget && !slider && target.tagName !== 'VIDEO';
    const command = commandFor(event, onControl);
    if (!command || (target.tagName === 'SELECT' && event.key !== 'Escape')) return;
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
        {preferences.audioOnly && stream.opened() ? (
          <p className="pointer-events-none absolute inset-0 flex items-center justify-center bg-black p-6 text-center text-lg text-white">
            {t('Chỉ nghe tiếng để tiết kiệm dữ liệu')}
          </p>
        ) : null}
        {paused && ready ? (
          <button
            type="button"
            onClick={() => run({ type: 'toggle' })}
            onPointerEnter={stream.prepare}
            aria-label={startAt > 0 && !stream.opened() ? t('Xem tiếp') : t('Phát bài giảng')}
            className="absolute top-1/2 left-1/2 flex size-20 -translate-1/2 items-center justify-center rounded-full bg-black/75 text-white ring-2 ring-white hover:bg-black focus-visible:outline-white"
          >
            <PlayerIcon name="play" className="size-11" />
          </button>
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

/** The whole frame, so that our controls come along; iPhones only let the video itself fill the screen. */
function toggleFullscreen(frame: HTMLElement | null, video: HTMLVideoElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (frame?.requestFullscreen) void frame.requestFullscreen().catch(() => {});
  else (video as (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null)?.webkitEnterFullscreen?.();
}
