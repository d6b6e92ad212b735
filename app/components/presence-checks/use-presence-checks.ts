import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { PlayerHandle } from '~/components/player/player-events';
import { CHECKS_ADDRESS, type CheckReply, type SessionChecks } from '~/modules/presence-checks/schema';
import type { SecondRange } from '~/platform/ranges';
import { type CheckBody, CheckClient, type Question } from './check-client';
import { browserCheckStore } from './check-store';

interface Options {
  player: RefObject<PlayerHandle>;
  sessionId: number;
  ticket: string;
  /** Null: nobody is asked here. */
  checks: SessionChecks | null;
  /** The page shows what was answered and missed: loads it again. */
  onSettled: () => void;
  renew: () => Promise<string | null>;
}

export interface PresenceChecks {
  question: Question | null;
  /** For the beats: see useBeats. */
  hear: (header: string, ranges: readonly SecondRange[]) => void;
  answer: () => void;
  dismiss: () => void;
}

/** Connects the player and the check client for as long as the page shows this session. */
export function usePresenceChecks({ player, sessionId, ticket, checks, onSettled, renew }: Options): PresenceChecks {
  const [question, setQuestion] = useState<Question | null>(null);
  const client = useRef<CheckClient | null>(null);
  const settled = useRef(onSettled);
  settled.current = onSettled;
  const asked = checks !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one client a page load; what the page is told later comes with the beats
  useEffect(() => {
    const handle = player.current;
    if (!handle || !checks) return;
    const one = new CheckClient({
      ...{ ticket, renew, open: checks.open, due: checks.due, answerMs: checks.answerSeconds * 1000 },
      asked: checks.rows.map(({ number }) => number),
      store: browserCheckStore(sessionId),
      post,
      now: () => performance.now(),
      onChange: setQuestion,
      onSettled: () => settled.current(),
    });
    client.current = one;
    const stop = handle.on('played', ({ to }) => one.played(to));
    const online = () => one.online();
    window.addEventListener('online', online);
    return () => {
      stop();
      window.removeEventListener('online', online);
      one.close();
      client.current = null;
    };
  }, [sessionId, asked]);
  return {
    question,
    hear: useCallback((header, ranges) => client.current?.hear(header, ranges), []),
    answer: useCallback(() => client.current?.answer(), []),
    dismiss: useCallback(() => client.current?.dismiss(), []),
  };
}

async function post(body: CheckBody): Promise<{ status: number; reply: CheckReply | null }> {
  const response = await fetch(CHECKS_ADDRESS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    keepalive: true,
    signal: AbortSignal.timeout?.(10_000),
  });
  return { status: response.status, reply: response.ok ? ((await response.json()) as CheckReply) : null };
}
