import { type RefObject, useEffect, useState } from 'react';
import { CHECKS_HEADER } from '~/modules/presence-checks/schema';
import type { SecondRange } from '~/platform/ranges';
import { type BeatBody, BeatClient, type BeatState } from './beat-client';
import { browserBeatStore } from './beat-store';
import type { PlayerHandle } from './player-events';

interface Options {
  player: RefObject<PlayerHandle>;
  sessionId: number;
  ticket: string;
  /** Whole seconds of the timeline. */
  length: number;
  /** False for somebody who only looks: nothing is sent. */
  counts: boolean;
  onAcknowledged: () => void;
  /** The answer to a beat told of presence checks; with what that beat claimed. */
  onChecks?: (header: string, ranges: readonly SecondRange[]) => void;
  /** How a ticket that has run out is replaced; null: it cannot be. */
  renew: () => Promise<string | null>;
}

const ADDRESS = '/api/presence';

/** Connects player and beat client for as long as the page shows this session. Returns how sending stands. */
export function useBeats({
  player,
  sessionId,
  ticket,
  length,
  counts,
  onAcknowledged,
  onChecks,
  renew,
}: Options): BeatState {
  const [state, setState] = useState<BeatState>('idle');
  // biome-ignore lint/correctness/useExhaustiveDependencies: one client a page load; a renewed ticket is the client's own affair
  useEffect(() => {
    const handle = player.current;
    if (!handle || !counts) return;
    const client = new BeatClient({
      id: crypto.randomUUID?.() ?? String(Math.random()).slice(2),
      ticket,
      length,
      store: browserBeatStore(sessionId),
      post: async (body) => {
        const { status, headers } = await send(body);
        const told = headers.get(CHECKS_HEADER);
        if (told !== null) onChecks?.(told, body.ranges);
        return status;
      },
      beacon: (body) => {
        const queued = navigator.sendBeacon?.(ADDRESS, JSON.stringify(body));
        if (!queued) void send(body).catch(() => {});
      },
      isVisible: () => document.visibilityState === 'visible',
      onState: setState,
      onAcknowledged,
      renew,
    });
    const flush = () => void client.flush();
    const leave = () => client.leave();
    const hide = () => {
      if (document.visibilityState === 'hidden') client.leave();
      else flush();
    };
    const unsubscribe = [
      handle.on('played', (tick) => client.tick(tick)),
      handle.on('pause', flush),
      handle.on('seek', flush),
      handle.on('ended', ({ at }) => client.ended(at)),
    ];
    window.addEventListener('pagehide', leave);
    window.addEventListener('online', flush);
    document.addEventListener('visibilitychange', hide);
    return () => {
      for (const stop of unsubscribe) stop();
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('online', flush);
      document.removeEventListener('visibilitychange', hide);
      client.close();
    };
  }, [sessionId, counts]);
  return state;
}

/** `keepalive`: the beat survives the page that sent it. */
function send(body: BeatBody): Promise<Response> {
  return fetch(ADDRESS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    keepalive: true,
    signal: AbortSignal.timeout?.(10_000),
  });
}
