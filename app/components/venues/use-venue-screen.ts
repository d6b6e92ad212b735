import { useCallback, useEffect, useState } from 'react';
import type { LiveView } from '~/modules/broadcasts/schema';
import type { HallPicture, VenueState } from '~/modules/venues/schema';

export interface ScreenNews {
  state: VenueState;
  picture: HallPicture;
  /** The broadcast as it stands; null: none, or there is a recording. */
  view: LiveView | null;
  /** Null while the hall is not open. */
  code: { size: number; path: string } | null;
  /** Milliseconds until the next code. */
  nextIn: number;
}

/** After so long without an answer the code on the screen is no longer taken. */
const STALE_MS = 75_000;
const RETRY_MS = 5_000;
/** So often while there is a broadcast: it may begin, pause and end at any time. */
const LIVE_MS = 3_000;

/** The newest code, the hall's state, and a renewed media pass, asked for just after each change. */
export function useVenueScreen(token: string, loaded: ScreenNews) {
  const [news, setNews] = useState(loaded);
  const [stale, setStale] = useState(false);
  const address = `/resources/venue-screen/${token}`;

  const ask = useCallback(async (): Promise<ScreenNews | null> => {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`screen answered ${response.status}`);
    return (await response.json()) as ScreenNews;
  }, [address]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let heardAt = Date.now();
    const again = async () => {
      let wait = RETRY_MS;
      try {
        const next = await ask();
        // The link was replaced, or the hall is gone: the page says so.
        if (!next) return window.location.reload();
        heardAt = Date.now();
        setNews(next);
        setStale(false);
        wait = Math.min(next.nextIn + 200, next.view ? LIVE_MS : 10_000);
      } catch {
        setStale(Date.now() - heardAt > STALE_MS);
      }
      timer = setTimeout(() => void again(), wait);
    };
    timer = setTimeout(() => void again(), Math.min(loaded.nextIn + 200, 10_000));
    return () => clearTimeout(timer);
  }, [ask, loaded.nextIn]);

  const renewPass = useCallback(async () => (await ask()) !== null, [ask]);
  const askNow = useCallback(() => {
    void ask().then(
      (next) => next && setNews(next),
      () => {},
    );
  }, [ask]);
  return { news, stale, renewPass, ask: askNow };
}
