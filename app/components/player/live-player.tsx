import clsx from 'clsx';
import {
  forwardRef,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { LiveSource } from '~/modules/broadcasts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { BigPlayButton } from './big-play-button';
import { LiveControls } from './live-controls';
import { LiveStatus } from './live-status';
import type { PlayerHandle } from './player-events';
import { type PlayerCommand, pressedCommand } from './player-keys';
import { SoundOnly } from './sound-only';
import { useFullscreen } from './use-fullscreen';
import { useLiveStream } from './use-live-stream';
import type { FollowedBroadcast } from './use-live-view';
import { usePlayerEvents } from './use-player-events';
import { usePlayerPreferences } from './use-player-preferences';
import { Watermark } from './watermark';

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
  /** On the big screen of a hall: begins sharp, and the full-screen button takes the whole page, with what lies over the picture. */
  hall?: boolean;
  /** Something that must be seen and reached also in full screen: between the picture and the controls. */
  belowPicture?: ReactNode;
}

/** What is broadcast, at the live edge and back to its beginning. Its handle speaks seconds of the timeline. */
export const LivePlayer = forwardRef<PlayerHandle, Props>(function LivePlayer(
  { source, sessionId, title, followed, autoPlay = false, preview = false, renewPass, hall = false, belowPicture },
  ref,
) {
  const { t } = useTranslation();
  const frame = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const { ready, preferences, prefer } = usePlayerPreferences({ video, preview, live: true });
  const { fullscreen, toggle: toggleFullscreen } = useFullscreen({ frame, video, wholePage: hall });
  const [paused, setPaused] = useState(true);
  const media = usePlayerEvents(video);
  const stream = useLiveStream({ video, source, sessionId, followed, preferences, media, renewPass, hall });
  const { play, timelineOf } = stream;
  const { state } = followed.view;

  // Once what the person chose is known: whoever listens only does not begin with the picture.
  useEffect(() => {
    if (autoPlay && ready) play();
  }, [autoPlay, ready, play]);

  // A pause of the broadcast holds the picture; afterwards everybody is at the edge again.
  const held = !preview && state === 'PAUSED';
  const wasHeld = useRef(held);
  const { goLive } = stream;
  useEffect(() => {
    if (held) video.current?.pause();
    else if (wasHeld.current && state === 'ON_AIR') goLive();
    wasHeld.current = held;
  }, [held, state, goLive]);

  const { at, edge } = stream.position;
  const run = (command: PlayerCommand): void => {
    if (command.type === 'live') stream.goLive();
    else if (command.type === 'jump') {
      if (command.seconds < 0 || !stream.atEdge) stream.goTo((at ?? edge) + command.seconds);
    } else if (command.type === 'mute') prefer({ muted: !preferences.muted });
    else if (command.type === 'fullscreen') toggleFullscreen();
    else if (command.type === 'volume') {
      prefer({ volume: Math.min(1, Math.max(0, preferences.volume + command.by)), muted: false });
    } else if (command.type !== 'toggle') return;
    else if (paused) play();
    else video.current?.pause();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const command = pressedCommand(event);
    // What is live has no captions and one speed; a preview has no way back.
    if (!command || command.type === 'captions' || command.type === 'speed') return;
    if (preview && (command.type === 'jump' || command.type === 'live')) return;
    event.preventDefault();
    run(command);
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
    on: (event, listener) => stream.events.on(event, listener),
  }));

  return (
    <section
      ref={frame}
      aria-label={t('Trình phát trực tiếp: {{title}}', { title })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the shortcuts work while the player has the focus
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-live-state={stream.state ?? ''}
      data-latency={stream.position.latency?.toFixed(1)}
      className={clsx(
        'flex flex-col overflow-hidden bg-black print:hidden',
        fullscreen ? 'h-full' : preview ? 'rounded-lg' : '-mx-4 sm:mx-0 sm:rounded-lg',
      )}
    >
      <div className={clsx('relative min-h-0', fullscreen ? 'grow' : 'aspect-video')}>
        {/* biome-ignore lint/a11y/useMediaCaption: there are no captions of what is being said now */}
        <video
          ref={video}
          playsInline
          // In a window of its own the picture would lose what lies over it.
          disablePictureInPicture
          preload="none"
          className="absolute inset-0 size-full object-contain"
          onClick={() => run({ type: 'toggle' })}
          onPlay={() => setPaused(false)}
          onPause={() => setPaused(true)}
        />
        {stream.soundOnly && stream.state ? <SoundOnly /> : null}
        <Watermark mark={source.mark} still={stream.soundOnly} />
        {paused && ready && !held ? (
          <BigPlayButton
            label={stream.state ? t('Phát tiếp') : t('Xem trực tiếp')}
            onClick={() => run({ type: 'toggle' })}
          />
        ) : null}
        <LiveStatus
          {...{ state: stream.state, broadcast: state, stuck: stream.stuck, lost: stream.lost, preview }}
          stalled={state === 'ON_AIR' && (followed.view.stalled === true || stream.silent)}
          closed={followed.closed}
          missed={stream.missed}
          onMakeUp={() => stream.missed && stream.goTo(stream.missed.from)}
          onForget={stream.forgetMissed}
        />
        <noscript>
          <p className="absolute inset-0 flex items-center justify-center bg-black p-6 text-center text-white">
            {t('Để xem trực tiếp, đồng chí hãy bật JavaScript trong trình duyệt rồi tải lại trang.')}
          </p>
        </noscript>
      </div>
      {belowPicture}
      <LiveControls
        {...{ ready, paused, preferences, stream, preview, fullscreen }}
        dataUse={source.sound && source.dataUse}
        onCommand={run}
        onPrefer={prefer}
      />
    </section>
  );
});
