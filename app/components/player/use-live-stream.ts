import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { LIVE_RENEW_SECONDS, type LiveSource, STALL_NOTICE_SECONDS } from '~/modules/broadcasts/schema';
import {
  extendTimeline,
  type KnownTimeline,
  programTimeAt,
  timelineAt,
  timelineLength,
} from '~/modules/broadcasts/timeline';
import { LiveStream } from './live-stream';
import type { LivePosition, LiveStreamControl, MissedStretch } from './live-stream-control';
import type { LiveAddresses, LiveStreamState } from './live-stream-options';
import type { PlayerPreferences } from './player-preferences';
import { renewLive } from './renew-playback';
import type { FollowedBroadcast } from './use-live-view';
import type { PlayerEmitter } from './use-player-events';
import { useTimelineEvents } from './use-timeline-events';
import { useWake } from './use-wake';

interface Options {
  video: RefObject<HTMLVideoElement | null>;
  source: LiveSource;
  sessionId: number;
  followed: FollowedBroadcast;
  preferences: PlayerPreferences;
  /** What the video does, in its own seconds. */
  media: PlayerEmitter;
  /** Another way to renew the media pass than the signed-in person's. */
  renewPass?: (() => Promise<boolean>) | undefined;
  /** For the big screen of a hall. */
  hall: boolean;
}

const SAMPLE_MS = 250;
/** A live playlist is loaded again well within this time. */
const RELOAD_MS = 8_000;
/** Further behind than this is not the live edge any more, seconds. */
const EDGE_SECONDS = 12;
/** Whoever paused for longer goes on from there, not from the edge. */
const LONG_PAUSE_SECONDS = 20;
/** So long after a jump that was asked for, jumps are no missed stretches. */
const QUIET_MS = 8_000;
/** A picture that stands for so long is worth a word. */
const STUCK_MS = 1_500;
/** A jump of the picture that nobody asked for; shorter ones are the player's own affair. */
const MISSED_SECONDS = 6;

/** The live stream of a page: opened by play, placed on the timeline, its pass renewed. */
export function useLiveStream(options: Options): LiveStreamControl {
  const { video, source, sessionId, followed, preferences, media, renewPass, hall } = options;
  const [state, setState] = useState<LiveStreamState | null>(null);
  const [position, setPosition] = useState<LivePosition>({ at: null, edge: 0, latency: null });
  const [silent, setSilent] = useState(false);
  const [qualities, setQualities] = useState<number[]>([]);
  const [stuck, setStuck] = useState(false);
  const [lost, setLost] = useState(false);
  const moved = useRef({ time: -1, at: 0 });
  const [missed, setMissed] = useState<MissedStretch | null>(null);
  const stream = useRef<LiveStream | null>(null);
  const timeline = useRef<KnownTimeline>({ pieces: [], until: null });
  const reloadedAt = useRef(Number.NEGATIVE_INFINITY);
  const following = useRef(followed);
  following.current = followed;
  const { view } = followed;
  /** Where the picture was at the last look. */
  const seenAt = useRef<number | null>(null);
  const quietUntil = useRef(0);
  const soundOnly = preferences.audioOnly && source.sound !== null;
  const wanted = useRef({ addresses: source as LiveAddresses, quality: preferences.quality });
  wanted.current = { addresses: (soundOnly && source.sound) || source, quality: preferences.quality };

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
  const timelineOf = useCallback((at: number) => {
    const programAt = stream.current?.programTimeOf(at) ?? null;
    return programAt === null ? null : timelineAt(programAt, timeline.current.pieces);
  }, []);

  const events = useTimelineEvents({ media, stream, timeline, timelineOf });

  const started = useCallback((): LiveStream | null => {
    const element = video.current;
    if (!element) return null;
    stream.current ??= new LiveStream({
      ...{ video: element, source: wanted.current.addresses, renew, hall, onState: setState },
      onQualities: (heights) => {
        if (heights.length > 0) setQualities(heights);
      },
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
    stream.current.setQuality(wanted.current.quality);
    return stream.current;
  }, [video, renew, hall]);

  const playElement = useCallback(() => void video.current?.play().catch(() => {}), [video]);
  /** Before a jump that was asked for: what was played up to it counts, and it is no missed stretch. */
  const jumping = useCallback(() => {
    media.sample();
    quietUntil.current = performance.now() + QUIET_MS;
    setMissed(null);
  }, [media]);
  const goLive = useCallback(() => {
    jumping();
    void started()?.goLive().then(playElement);
  }, [jumping, started, playElement]);
  const goTo = useCallback(
    (second: number) => {
      const target = Math.max(0, Math.min(second, timelineLength(timeline.current.pieces)));
      const programAt = programTimeAt(target, timeline.current.pieces);
      if (programAt === null) return;
      jumping();
      void started()?.goTo(programAt, target).then(playElement);
    },
    [jumping, started, playElement],
  );
  const play = useCallback(() => {
    const element = video.current;
    if (!stream.current || !element) return goLive();
    const programAt = stream.current.programTimeOf(element.currentTime);
    const at = programAt === null ? null : timelineAt(programAt, timeline.current.pieces);
    const behind = programAt === null ? 0 : (following.current.serverNow() - programAt) / 1000;
    if (programAt === null || at === null || !stream.current.atEdge || behind < LONG_PAUSE_SECONDS)
      return playElement();
    jumping();
    void stream.current.goBack(programAt, at).then(playElement);
  }, [video, goLive, jumping, playElement]);

  // Sound only and back: the same moment, from the other stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a switch happens when the choice changes, not with each new ticket
  useEffect(() => {
    const element = video.current;
    if (!stream.current || !element) return;
    media.sample();
    quietUntil.current = performance.now() + QUIET_MS;
    const programAt = stream.current.atEdge ? null : stream.current.programTimeOf(element.currentTime);
    const near = programAt === null ? null : timelineAt(programAt, timeline.current.pieces);
    const at = programAt === null || near === null ? null : { programAt, near };
    const playing = !element.paused;
    void stream.current.use(wanted.current.addresses, at).then(() => playing && playElement());
  }, [soundOnly]);
  useEffect(() => stream.current?.setQuality(preferences.quality), [preferences.quality]);
  useWake(
    useCallback(() => {
      following.current.refresh();
      if (!stream.current) return;
      renew().then(
        (may) => (may ? stream.current?.wake() : setState('expired')),
        () => {},
      );
    }, [renew]),
  );

  useEffect(() => {
    const sample = setInterval(() => {
      const { serverNow } = following.current;
      const { pieces, until } = timeline.current;
      const element = video.current;
      const programAt = element && stream.current ? stream.current.programTimeOf(element.currentTime) : null;
      const at = programAt === null ? null : timelineAt(programAt, pieces);
      const latency = programAt === null ? null : Math.max(0, (serverNow() - programAt) / 1000);
      setPosition({ at, edge: timelineLength(pieces), latency });
      const now = performance.now();
      const time = element && !element.paused && stream.current ? element.currentTime : -1;
      if (time < 0 || time !== moved.current.time) moved.current = { time, at: now };
      setStuck(now - moved.current.at >= STUCK_MS);
      setLost(navigator.onLine === false || stream.current?.lost === true);
      const before = now < quietUntil.current ? null : seenAt.current;
      if (at !== null && before !== null && at > before + MISSED_SECONDS) setMissed({ from: before, to: at });
      if (at !== null) seenAt.current = at;
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
  const forgetMissed = useCallback(() => setMissed(null), []);
  return {
    ...{ state, qualities, stuck, lost, soundOnly, missed, forgetMissed, events, atEdge, silent, position },
    ...{ timelineOf, play, goLive, goTo },
  };
}
