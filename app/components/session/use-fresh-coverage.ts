import { useCallback, useEffect, useRef, useState } from 'react';
import type { CoverageView } from '~/modules/attendance/schema';

/** The writer gathers beats for a moment: soon after an acknowledgement, and once more for when it was busy. */
const ASK_AFTER_MS = [600, 3_000];

/** The member's coverage, asked for again after beats were taken. */
export function useFreshCoverage(sessionId: number, initial: CoverageView) {
  const [coverage, setCoverage] = useState(initial);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  const refresh = useCallback(() => {
    timers.current.forEach(clearTimeout);
    timers.current = ASK_AFTER_MS.map((ms) =>
      setTimeout(async () => {
        try {
          const answer = await fetch(`/resources/coverage/${sessionId}`, { headers: { accept: 'application/json' } });
          if (answer.ok && !answer.redirected) setCoverage((await answer.json()) as CoverageView);
        } catch {
          // Offline: the next acknowledgement asks again.
        }
      }, ms),
    );
  }, [sessionId]);
  return { coverage, refresh };
}
