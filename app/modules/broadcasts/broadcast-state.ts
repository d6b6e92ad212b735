import type { BroadcastState } from './schema';

// SCHEDULED → LOBBY → ON_AIR ⇄ PAUSED → ENDED → PUBLISHED; CANCELLED from SCHEDULED and LOBBY. Pure: who may do it, and the row's
// lock, are the command's affair.

/** What the operator orders. Publishing is not among them: the worker does it when the recording is ready. */
export const BROADCAST_ORDERS = ['open-lobby', 'go-on-air', 'pause', 'resume', 'end', 'cancel'] as const;
export type BroadcastOrder = (typeof BROADCAST_ORDERS)[number];

/** A stretch of program time, milliseconds since 1970; `to` null: it lasts. */
export interface Pause {
  from: number;
  to: number | null;
}

/** The part of a broadcast that orders change; moments are milliseconds since 1970. */
export interface BroadcastLife {
  state: BroadcastState;
  lobbyAt: number | null;
  onAirAt: number | null;
  endedAt: number | null;
  publishedAt: number | null;
  /** In order, disjoint; only the last may last. What was pushed in a pause is in neither timeline nor recording. */
  pauses: readonly Pause[];
}

export type OrderRefusal = 'WRONG_STATE' | 'NO_STREAM';
export type OrderVerdict = { ok: true; life: BroadcastLife } | { ok: false; reason: OrderRefusal };

const FROM: Record<BroadcastOrder | 'publish', readonly BroadcastState[]> = {
  'open-lobby': ['SCHEDULED'],
  'go-on-air': ['SCHEDULED', 'LOBBY'],
  pause: ['ON_AIR'],
  resume: ['PAUSED'],
  end: ['ON_AIR', 'PAUSED'],
  cancel: ['SCHEDULED', 'LOBBY'],
  publish: ['ENDED'],
};

/** The orders that make sense in a state, for the buttons. */
export const ordersIn = (state: BroadcastState): BroadcastOrder[] =>
  BROADCAST_ORDERS.filter((order) => FROM[order].includes(state));

/**
 * What a broadcast is after an order at `now`. Going on air and resuming need a stream: thirty thousand halls must not be called to an
 * empty picture. Time never runs backwards, also when two servers' clocks differ.
 */
export function applyOrder(
  life: BroadcastLife,
  order: BroadcastOrder | 'publish',
  { now, streaming }: { now: number; streaming: boolean },
): OrderVerdict {
  if (!FROM[order].includes(life.state)) return { ok: false, reason: 'WRONG_STATE' };
  const at = Math.max(now, life.onAirAt ?? 0, ...life.pauses.map((pause) => pause.to ?? pause.from));
  const closed = life.pauses.map((pause) => ({ ...pause, to: pause.to ?? at }));
  switch (order) {
    case 'open-lobby':
      return { ok: true, life: { ...life, state: 'LOBBY', lobbyAt: at } };
    case 'go-on-air':
      if (!streaming) return { ok: false, reason: 'NO_STREAM' };
      return { ok: true, life: { ...life, state: 'ON_AIR', lobbyAt: life.lobbyAt ?? at, onAirAt: at } };
    case 'pause':
      return { ok: true, life: { ...life, state: 'PAUSED', pauses: [...closed, { from: at, to: null }] } };
    case 'resume':
      if (!streaming) return { ok: false, reason: 'NO_STREAM' };
      return { ok: true, life: { ...life, state: 'ON_AIR', pauses: closed } };
    case 'end':
      return { ok: true, life: { ...life, state: 'ENDED', endedAt: at, pauses: closed } };
    case 'cancel':
      return { ok: true, life: { ...life, state: 'CANCELLED', endedAt: at } };
    case 'publish':
      return { ok: true, life: { ...life, state: 'PUBLISHED', publishedAt: Math.max(at, life.endedAt ?? 0) } };
  }
}
