import { useEffect } from 'react';

/** A page that was out of sight for less goes on as if nothing had been. */
const ASLEEP_MS = 8_000;

/** Calls when the page comes back: the phone was asleep, another app was in front, the browser kept it for "back". */
export function useWake(onWake: () => void): void {
  useEffect(() => {
    // The wall clock: the monotonic one stands still on a device that sleeps.
    let hiddenAt: number | null = null;
    const follow = (): void => {
      if (document.visibilityState === 'hidden') {
        hiddenAt ??= Date.now();
        return;
      }
      if (hiddenAt !== null && Date.now() - hiddenAt >= ASLEEP_MS) onWake();
      hiddenAt = null;
    };
    const restored = (event: PageTransitionEvent): void => {
      if (event.persisted) onWake();
    };
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pageshow', restored);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pageshow', restored);
    };
  }, [onWake]);
}
