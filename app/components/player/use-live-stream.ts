import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { LIVE_RENEW_SECONDS, type LiveSource, STALL_NOTICE_SECONDS } from '~/modules/broadcasts/schema';
import {
  extendTimeline,
  type KnownTimeline,
  programTimeAt,
  timelineAt,
  timelineLength,
} from '~/modules/broadcasts/timeline';
import { LiveStream, type LiveStreamState } from './live-stream';
import { renewLive } from './renew-playback';
import type { FollowedBroadcast } from './use-live-view';

interface Options {
  video: RefObject<HTMLVideoElement | null>;
  source: LiveSource;
  sessionId: number;
  followed: FollowedBroadcast;
  /** Another way to renew the media pass than the signed-in person's. */
  renewPass?: (() => Promise<boolean>) | undefined;
}

export interface LivePosition {
  /** Second of the timeline; null before something plays, or in a stretch that does not count. */
  at: number | null;
  /** Length of the timeline so far. */
  edge: number;
  /** Seconds behind what is happening now. */
  latency: number | null;
}

export interface LiveStreamControl {
  state: LiveStreamState | null;
  atEdge: boolean;
  /** No new segment has come for so long that viewers are told; the playlist says so itself when no event does. */
  silent: boolean;
  position: LivePosition;
  /** Media seconds → second of the timeline. */
  timelineOf: (media: number) => number | null;
  play: () => void;
  goLive: () => void;
  goTo: (second: number) => void;
}

const SAMPLE_MS = 250;
/** A live playlist is loaded again well within this time. */
const RELOAD_MS = 8_000;
/** Further behind than this is not the live edge any more, seconds. */
const EDGE_SECONDS = 12;

/** The live stream of a page: opened by play, placed on the timeline, its pass renewed. */
export function useLiveStream({ video, source, sessionId, followed, renewPass }: Options): LiveStreamControl {
  const [state, setState] = useState<LiveStreamState | null>(null);
  const [position, setPosition] = useState<LivePosition>({ at: null, edge: 0, latency: null });
  const [silent, setSilent] = useState(false);
  const stream = useRef<LiveStream | null>(null);
  const timeline = useRef<KnownTimeline>({ pieces: [], until: null });
  const reloadedAt = useRef(Number.NEGATIVE_INFINITY);
  const following = useRef(followed);
  following.current = followed;
  const { view } = followed;

  // What the server knows replaces what was put together here, unless it is older.
  useMemo(() => {
    const known = timeline.current.until ?? 0;
    if ((view.until ?? 0) >= known || view.state !== 'ON_AIR')
      timeline.current = { pieces: view.pieces, until: view.until };
  }, [view]);

  const renew = useCallback(
    async () => (renewPass ? renewPass() : (await renewLive(sessionId)) !== null),
    [sessionId, renewPass],
  );
  const timelineOf = useCallback((media: number) => {
    const programAt = stream.current?.programTimeOf(media) ?? null;
    return programAt === null ? null : timelineAt(programAt, timeline.current.pieces);
  }, []);

  const started = useCallback((): LiveStream | null => {
    const element = video.current;
    if (!element) return null;
    stream.current ??= new LiveStream({
      ...{ video: element, source, renew, onState: setState },
      onMoments: (moments) => {
        reloadedAt.current = performance.now();
        const { onAirAt, endedAt, pauses } = following.current.view;
        const at = (iso: string | null) => (iso === null ? null : Date.parse(iso));
        const bounds = { onAirAt: at(onAirAt), endedAt: at(endedAt), pauses };
        const next = extendTimeline(timeline.current, moments, bounds);
        if (next) timeline.current = next;
        else following.current.refresh();
      },
    });
    return stream.current;
  }, [video, source, renew]);

  const playElement = useCallback(() => void video.current?.play().catch(() => {}), [video]);
  const goLive = useCallback(() => void started()?.goLive().then(playElement), [started, playElement]);
  const goTo = useCallback(
    (second: number) => {
      const target = Math.max(0, Math.min(second, timelineLength(timeline.current.pieces)));
      const programAt = programTimeAt(target, timeline.current.pieces);
      if (programAt !== null) void started()?.goTo(programAt, target).then(playElement);
    },
    [started, playElement],
  );
  const play = useCallback(() => {
    if (stream.current) playElement();
    else goLive();
  }, [goLive, playElement]);

  useEffect(() => {
    const sample = setInterval(() => {
      const { serverNow } = following.current;
      const { pieces, until } = timeline.current;
      const element = video.current;
      const programAt = element && stream.current ? stream.current.programTimeOf(element.currentTime) : null;
      const at = programAt === null ? null : timelineAt(programAt, pieces);
      const latency = programAt === null ? null : Math.max(0, (serverNow() - programAt) / 1000);
      setPosition({ at, edge: timelineLength(pieces), latency });
      // A playlist that comes and shows nothing new; without one it is this page's own connection that is broken.
      const asked = performance.now() - reloadedAt.current < RELOAD_MS;
      setSilent(asked && until !== null && serverNow() - until > (STALL_NOTICE_SECONDS + 2) * 1000);
    }, SAMPLE_MS);
    const renewing = setInterval(() => {
      if (!stream.current) return;
      renew().then(
        (may) => may || setState('expired'),
        () => {},
      );
    }, LIVE_RENEW_SECONDS * 1000);
    return () => {
      clearInterval(sample);
      clearInterval(renewing);
      stream.current?.destroy();
      stream.current = null;
    };
  }, [video, renew]);

  const atEdge = (stream.current?.atEdge ?? true) && (position.latency ?? 0) < EDGE_SECONDS;
  return { state, atEdge, silent, position, timelineOf, play, goLive, goTo };
}
