import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { IngestHealth, OperatedBroadcast } from '~/modules/broadcasts/schema';

const ASK_MS = 1_000;

export interface OperatorHealth {
  broadcast: OperatedBroadcast;
  health: IngestHealth | null;
  /** Milliseconds since this was the state of things. */
  passedMs: number;
  /** The server has not answered lately. */
  offline: boolean;
}

/** Asks once a second how the stream does; loads the page anew when its state has changed elsewhere. */
export function useOperatorHealth(
  sessionId: number,
  initial: { broadcast: OperatedBroadcast; health: IngestHealth | null },
): OperatorHealth {
  const [known, setKnown] = useState(initial);
  const [passedMs, setPassed] = useState(0);
  const [offline, setOffline] = useState(false);
  const knownAt = useRef(0);
  const { revalidate } = useRevalidator();
  const { broadcast, health } = initial;
  const { state, agendaItemId } = broadcast;
  const loaded = useRef(broadcast);
  useEffect(() => {
    if (loaded.current === broadcast) return;
    loaded.current = broadcast;
    knownAt.current = performance.now();
    setKnown({ broadcast, health });
  }, [broadcast, health]);

  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    knownAt.current = performance.now();
    const ask = async () => {
      try {
        const answer = await fetch(`/resources/operator/${sessionId}`, {
          headers: { accept: 'application/json' },
          signal: AbortSignal.timeout?.(4_000),
        });
        if (stopped) return;
        if (!answer.ok) throw new Error(String(answer.status));
        const next = (await answer.json()) as { broadcast: OperatedBroadcast | null; health: IngestHealth | null };
        knownAt.current = performance.now();
        setOffline(false);
        if (next.broadcast) setKnown({ broadcast: next.broadcast, health: next.health });
        if (next.broadcast?.state !== state || next.broadcast.agendaItemId !== agendaItemId) revalidate();
      } catch {
        if (!stopped) setOffline(true);
      }
      if (!stopped) {
        setPassed(performance.now() - knownAt.current);
        timer = setTimeout(ask, ASK_MS);
      }
    };
    timer = setTimeout(ask, ASK_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [sessionId, state, agendaItemId, revalidate]);
  return { ...known, passedMs, offline };
}
