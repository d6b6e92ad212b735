import { type MutableRefObject, useEffect, useMemo, useRef } from 'react';
import type { KnownTimeline } from '~/modules/broadcasts/timeline';
import { TimelinePlacer } from './live-clock';
import type { LiveStream } from './live-stream';
import { PlayerEmitter } from './use-player-events';

interface Options {
  /** What the video does, in its own seconds. */
  media: PlayerEmitter;
  stream: MutableRefObject<LiveStream | null>;
  timeline: MutableRefObject<KnownTimeline>;
  timelineOf: (media: number) => number | null;
}

const TELL_MS = 250;

/** The player's events in seconds of the broadcast's timeline. */
export function useTimelineEvents({ media, stream, timeline, timelineOf }: Options): PlayerEmitter {
  const events = useMemo(() => new PlayerEmitter(), []);
  const placer = useRef(new TimelinePlacer());
  // What played is kept by program time until the timeline reaches so far, then told as seconds of it.
  useEffect(() => {
    const tell = (): void => {
      for (const tick of placer.current.take(timeline.current)) events.emit('played', tick);
    };
    const second = (at: number) => timelineOf(at) ?? 0;
    const stop = [
      media.on('played', (tick) => {
        placer.current.add(stream.current?.spansOf(tick) ?? []);
        tell();
      }),
      media.on('play', ({ at }) => events.emit('play', { at: second(at) })),
      media.on('pause', ({ at }) => events.emit('pause', { at: second(at) })),
      media.on('seek', ({ from, to }) => events.emit('seek', { from: second(from), to: second(to) })),
      media.on('ratechange', (detail) => events.emit('ratechange', detail)),
      // The end of the stream is not the end of the timeline's last second: what played was told already.
    ];
    const timer = setInterval(tell, TELL_MS);
    return () => {
      clearInterval(timer);
      tell();
      for (const one of stop) one();
    };
  }, [media, events, stream, timeline, timelineOf]);
  return events;
}
