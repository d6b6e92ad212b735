import { useCallback, useEffect, useRef, useState } from 'react';
import { codeAfter, type ScreenNews } from '~/modules/venues/schema';

const RETRY_MS = 5_000;
/** Without events so often while there is a broadcast, which may begin, pause and end at any time, and else. */
const ALONE_MS = { live: 3_000, waiting: 10_000 };
/** With events only to be sure, and for new codes. */
const BESIDE_MS = 60_000;
/** Thirty thousand halls do not ask in the same moment after an event. */
const SPREAD_MS = 2_000;
const TICK_MS = 500;

/** Never before the news came: the clock of a page that has only been drawn is not asked. */
const since = (at: number | null) => (at === null ? 0 : performance.now() - at);

/** The hall's state, the code of this half minute and a renewed media pass; follows the events of the hall, and asks where they do not get through. */
export function useVenueScreen(token: string, loaded: ScreenNews) {
  const [news, setNews] = useState(loaded);
  const [code, setCode] = useState(codeAfter(loaded, 0));
  const heardAt = useRef<number | null>(null);
  const newest = useRef(loaded);
  const address = `/resources/venue-screen/${token}`;
  const broadcastId = news.view?.id ?? null;

  const ask = useCallback(async (): Promise<boolean> => {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    // The link was replaced, or the hall is gone: the page says so.
    if (response.status === 404) {
      window.location.reload();
      return false;
    }
    if (!response.ok) throw new Error(`screen answered ${response.status}`);
    newest.current = (await response.json()) as ScreenNews;
    heardAt.current = performance.now();
    setNews(newest.current);
    setCode(codeAfter(newest.current, 0));
    return true;
  }, [address]);

  useEffect(() => {
    heardAt.current ??= performance.now();
    const timer = setInterval(() => setCode(codeAfter(newest.current, since(heardAt.current))), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a broadcast that was set up since brings events of its own
  useEffect(() => {
    const events = typeof EventSource === 'undefined' ? null : new EventSource(`/events/venues/${token}`);
    let due = performance.now() + ALONE_MS.live;
    let asking = false;
    const soon = () => {
      due = Math.min(due, performance.now() + Math.random() * SPREAD_MS);
    };
    for (const type of ['venue', 'state', 'stream', 'agenda', 'closed']) events?.addEventListener(type, soon);
    // What was said while the connection was away was not heard.
    events?.addEventListener('open', soon);
    const timer = setInterval(async () => {
      if (asking || performance.now() < due) return;
      asking = true;
      let wait = RETRY_MS;
      try {
        await ask();
        const alone = newest.current.view ? ALONE_MS.live : ALONE_MS.waiting;
        wait = events?.readyState === 1 ? BESIDE_MS : alone;
      } catch {
        // The link is away: the codes that are known go on.
      }
      due = performance.now() + wait;
      asking = false;
    }, TICK_MS);
    return () => {
      clearInterval(timer);
      events?.close();
    };
  }, [token, broadcastId, ask]);

  const renewPass = useCallback(() => ask().catch(() => false), [ask]);
  const askNow = useCallback(() => void ask().catch(() => {}), [ask]);
  return { news, code, stale: news.state === 'OPEN' && code === null, renewPass, ask: askNow };
}
