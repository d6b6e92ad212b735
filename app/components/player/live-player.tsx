import clsx from 'clsx';
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { LiveSource } from '~/modules/broadcasts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { LiveControls } from './live-controls';
import { LiveStatus } from './live-status';
import type { PlayerEvents, PlayerHandle } from './player-events';
import { PlayerIcon } from './player-icon';
import { DEFAULT_PREFERENCES, loadPreferences, type PlayerPreferences, savePreferences } from './player-preferences';
import { useLiveStream } from './use-live-stream';
import type { FollowedBroadcast } from './use-live-view';
import { usePlayerEvents } from './use-player-events';

interface Props {
  source: LiveSource;
  sessionId: number;
  title: string;
  followed: FollowedBroadcast;
  /** Begins to play by itself where the browser allows it. */
  autoPlay?: boolean;
  /** The operator's preview: no way back in time. */
  preview?: boolean;
  /** Another way to renew the media pass than the signed-in person's: resolves to whether it plays on. */
  renewPass?: () => Promise<boolean>;
  /** The full-screen button takes the whole page, with what lies over the picture. */
  wholePage?: boolean;
}

/** What is broadcast, at the live edge and back to its beginning. Its handle speaks seconds of the timeline. */
export const LivePlayer = forwardRef<PlayerHandle, Props>(function LivePlayer(
  { source, sessionId, title, followed, autoPlay = false, preview = false, renewPass, wholePage = false },
  ref,
) {
  const { t } = useTranslation();
  const frame = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  const [paused, setPaused] = useState(true);
  const [waiting, setWaiting] = useState(false);
  const [preferences, setPreferences] = useState<PlayerPreferences>(DEFAULT_PREFERENCES);
  const emitter = usePlayerEvents(video);
  const stream = useLiveStream({ video, source, sessionId, followed, renewPass });
  const { play, timelineOf } = stream;
  const { state } = followed.view;

  useEffect(() => {
    const kept = loadPreferences();
    setPreferences(preview ? { ...kept, muted: true } : kept);
    setReady(true);
    if (autoPlay) play();
  }, [autoPlay, preview, play]);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.volume = preferences.volume;
    element.muted = preferences.muted;
  }, [preferences]);

  // A pause of the broadcast holds the picture; afterwards everybody is at the edge again.
  const held = !preview && state === 'PAUSED';
  const wasHeld = useRef(held);
  const { goLive } = stream;
  useEffect(() => {
    if (held) video.current?.pause();
    else if (wasHeld.current && state === 'ON_AIR') goLive();
    wasHeld.current = held;
  }, [held, state, goLive]);

  const prefer = (change: Partial<PlayerPreferences>): void => {
    const next = { ...preferences, ...change };
    setPreferences(next);
    if (!preview) savePreferences(next);
  };
  const toggle = (): void => {
    if (paused) play();
    else video.current?.pause();
  };

  useImperativeHandle(ref, () => ({
    seekTo: stream.goTo,
    play,
    pause: () => video.current?.pause(),
    get currentTime() {
      return video.current ? (timelineOf(video.current.currentTime) ?? 0) : 0;
    },
    get duration() {
      return stream.position.edge;
    },
    get playbackRate() {
      return video.current?.playbackRate ?? 1;
    },
    get paused() {
      return video.current?.paused ?? true;
    },
    on: (event, listener) => onTimeline(event, listener, { emitter, timelineOf }),
  }));

  return (
    <section
      ref={frame}
      aria-label={t('Trình phát trực tiếp: {{title}}', { title })}
      data-live-state={stream.state ?? ''}
      data-latency={stream.position.latency?.toFixed(1)}
      className={clsx(
        'flex flex-col overflow-hidden bg-black print:hidden',
        preview ? 'rounded-lg' : '-mx-4 sm:mx-0 sm:rounded-lg',
      )}
    >
      <div className="relative aspect-video min-h-0">
        {/* biome-ignore lint/a11y/useMediaCaption: there are no captions of what is being said now */}
        <video
          ref={video}
          playsInline
          preload="none"
          className="absolute inset-0 size-full object-contain"
          onClick={toggle}
          onPlay={() => setPaused(false)}
          onPause={() => setPaused(true)}
          onWaiting={() => setWaiting(true)}
          onPlaying={() => setWaiting(false)}
          onTimeUpdate={() => setWaiting(false)}
        />
        {paused && ready && !held ? (
          <button
            type="button"
            onClick={toggle}
            aria-label={stream.state ? t('Phát tiếp') : t('Xem trực tiếp')}
            className="absolute top-1/2 left-1/2 flex size-20 -translate-1/2 items-center justify-center rounded-full bg-black/75 text-white ring-2 ring-white hover:bg-black focus-visible:outline-white"
          >
            <PlayerIcon name="play" className="size-11" />
          </button>
        ) : null}
        <LiveStatus
          {...{ state: stream.state, broadcast: state, waiting: waiting && !paused, preview }}
          stalled={state === 'ON_AIR' && (followed.view.stalled === true || stream.silent)}
          closed={followed.closed}
        />
        <noscript>
          <p className="absolute inset-0 flex items-center justify-center bg-black p-6 text-center text-white">
            {t('Để xem trực tiếp, đồng chí hãy bật JavaScript trong trình duyệt rồi tải lại trang.')}
          </p>
        </noscript>
      </div>
      <LiveControls
        {...{ ready, paused, preferences, stream, preview }}
        onToggle={toggle}
        onPrefer={prefer}
        onFullscreen={() => toggleFullscreen(wholePage ? document.documentElement : frame.current)}
      />
    </section>
  );
});

/** The element's media seconds as seconds of the timeline; what lies in no counted stretch is not told. */
function onTimeline<K extends keyof PlayerEvents>(
  event: K,
  listener: (detail: PlayerEvents[K]) => void,
  {
    emitter,
    timelineOf,
  }: { emitter: ReturnType<typeof usePlayerEvents>; timelineOf: (media: number) => number | null },
): () => void {
  // The end of the stream is not the end of the timeline's last second: what played was told already.
  if (event === 'ended') return () => {};
  if (event !== 'played') return emitter.on(event, listener);
  return emitter.on('played', ({ from, to, rate }) => {
    const end = timelineOf(to);
    const begin = timelineOf(from);
    // Both ends on the timeline, and no jump between them (a switch of playlists).
    if (begin === null || end === null || Math.abs(end - begin - (to - from)) > 0.3) return;
    listener({ from: begin, to: end, rate } as PlayerEvents[K]);
  });
}

function toggleFullscreen(frame: HTMLElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void frame?.requestFullscreen?.().catch(() => {});
}
