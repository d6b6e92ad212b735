import { useCallback, useEffect, useRef, useState } from 'react';
import type { BroadcastState, LiveView } from '~/modules/broadcasts/schema';

/** Without events so often; with them only to be sure. */
const POLL_MS = { alone: 8_000, beside: 60_000 };
/** The server remembers an answer for half a second. */
const STALE_MS = 600;
/** Not everybody asks in the same moment after an event. */
const SPREAD_MS = 1_200;

export interface FollowedBroadcast {
  view: LiveView;
  /** Milliseconds since 1970 by the server's clock, now. */
  serverNow: () => number;
  /** Asks again: the timeline was lost. */
  refresh: () => void;
  /** Access was withdrawn. */
  closed: boolean;
}

/** A broadcast as it stands, kept fresh by server-sent events and, where they do not get through, by asking. */
export function useLiveView(initial: LiveView): FollowedBroadcast {
  const [view, setView] = useState(initial);
  const [closed, setClosed] = useState(false);
  const clock = useRef({ server: Date.parse(initial.now), local: 0 });
  const asking = useRef<ReturnType<typeof setTimeout>>();
  /** An answer may come out of a moment's memory: what an event has told since is newer. */
  const newest = useRef(initial.version);
  const { id } = initial;

  const take = useCallback((next: LiveView) => {
    clock.current = { server: Date.parse(next.now), local: performance.now() };
    newest.current = next.version;
    setView(next);
  }, []);
  const ask = useCallback(async (): Promise<void> => {
    clearTimeout(asking.current);
    asking.current = undefined;
    try {
      const answer = await fetch(`/resources/broadcast/${id}`, { headers: { accept: 'application/json' } });
      const next = answer.ok && !answer.redirected ? ((await answer.json()) as LiveView) : null;
      if (next && next.version < newest.current) asking.current ??= setTimeout(ask, STALE_MS);
      else if (next) take(next);
      else if (answer.status === 404 || answer.status === 401) setClosed(true);
    } catch {
      // Offline: the next round asks again.
    }
  }, [id, take]);
  const refresh = useCallback(() => {
    asking.current ??= setTimeout(ask, Math.random() * SPREAD_MS);
  }, [ask]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one connection a broadcast; a later load of the page brings a view, not another broadcast
  useEffect(() => {
    clock.current = { server: Date.parse(initial.now), local: performance.now() };
    const events = typeof EventSource === 'undefined' ? null : new EventSource(`/events/broadcasts/${id}`);
    const hear = <T>(type: string, listener: (data: T) => void) =>
      events?.addEventListener(type, (event) => listener(JSON.parse((event as MessageEvent<string>).data) as T));
    hear<{ state: BroadcastState; version?: number }>('state', ({ state, version = 0 }) => {
      newest.current = Math.max(newest.current, version);
      setView((known) => ({ ...known, state, stalled: state === 'ON_AIR' ? false : null }));
      refresh();
    });
    hear<{ state: string }>('stream', ({ state }) => {
      if (state === 'stalled') setView((known) => (known.state === 'ON_AIR' ? { ...known, stalled: true } : known));
      refresh();
    });
    hear<{ itemId: number | null }>('agenda', refresh);
    hear<{ count: number }>('viewers', ({ count }) => setView((known) => ({ ...known, viewers: count })));
    hear<{ open: number }>('polls', ({ open }) => setView((known) => ({ ...known, openPolls: open })));
    hear('closed', () => {
      events?.close();
      setClosed(true);
    });
    let askedAt = performance.now();
    let wasOpen = false;
    const timer = setInterval(() => {
      const open = events?.readyState === 1;
      // What was said while the connection was away was not heard.
      const back = open && !wasOpen && askedAt > 0;
      wasOpen = open;
      if (!back && performance.now() - askedAt < (open ? POLL_MS.beside : POLL_MS.alone)) return;
      askedAt = performance.now();
      refresh();
    }, 1_000);
    return () => {
      clearInterval(timer);
      clearTimeout(asking.current);
      asking.current = undefined;
      events?.close();
    };
  }, [id, refresh]);

  const serverNow = useCallback(() => clock.current.server + (performance.now() - clock.current.local), []);
  return { view, serverNow, refresh, closed };
}
