import type { PlaybackTicket } from '~/modules/media/playback-ticket';
import { rangesLength, type SecondRange, takeSeconds, unionRanges } from '~/platform/ranges';
import { CLOCK_GRACE_SECONDS, type CoverageSource, MAX_RANGES, MAX_RATE } from './schema';

/** The body of `POST /api/presence`, checked for shape only. */
export interface Beat {
  ticket: string;
  /** Counts the beats of one playback. Credit does not depend on it: a repeated beat is the same union. */
  seq: number;
  ranges: SecondRange[];
  rate: number;
  visible: boolean;
  /** Where the player stands, whole seconds; absent: the end of the last range. */
  position: number;
}

/** A beat as it travels through the stream: what the ticket says, what was claimed, when the server got it. */
export interface StampedBeat {
  sessionId: number;
  memberId: number;
  source: CoverageSource;
  /** Seconds since 1970. */
  ticketAt: number;
  /** Milliseconds since 1970, server's clock. */
  arrivedAt: number;
  position: number;
  ranges: SecondRange[];
  /** RECORDING: seconds of the untrimmed timeline before the recording's second 0 when the ticket was issued; absent: as it is now. */
  offset?: number | null;
}

const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** Reads a beat by hand: this runs for every beat of everybody, and a schema library costs more than all the rest of the request. */
export function parseBeat(body: string): Beat | null {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { ticket, seq, ranges, rate, visible, position } = value;
  if (typeof ticket !== 'string' || !isWhole(seq) || !Array.isArray(ranges)) return null;
  if (ranges.length === 0 || ranges.length > MAX_RANGES) return null;
  for (const range of ranges) {
    if (!Array.isArray(range) || range.length !== 2 || !isWhole(range[0]) || !isWhole(range[1])) return null;
    if (range[0] >= range[1] || range[1] > 0x7fffffff) return null;
  }
  if (typeof rate !== 'number' || !(rate > 0 && rate <= 16) || typeof visible !== 'boolean') return null;
  if (position !== undefined && !isWhole(position)) return null;
  const last = ranges[ranges.length - 1] as SecondRange;
  return { ticket, seq, ranges: ranges as SecondRange[], rate, visible, position: position ?? last[1] };
}

/**
 * Whether every claimed second lies on the timeline the ticket was issued for. A live one grows: `len` was its length when the ticket
 * was issued, and it cannot have grown by more than the time since.
 */
export function fitsTimeline(beat: Beat, ticket: PlaybackTicket, nowMs: number): boolean {
  const grown = ticket.src === 'LIVE' ? Math.max(0, Math.ceil(nowMs / 1000 - ticket.iat)) + CLOCK_GRACE_SECONDS : 0;
  const length = ticket.len + grown;
  return beat.ranges.every((range) => range[1] <= length) && beat.position <= length;
}

/** `sid,mid,L|R[offset],ticketAt,arrivedAt,position,from,to,from,to…`: cheap to write, cheap to read, no JSON. */
export function encodeBeat(beat: Beat, ticket: PlaybackTicket, memberId: number, arrivedAt: number): string {
  const source = ticket.src === 'LIVE' ? 'L' : `R${ticket.off ?? ''}`;
  let text = `${ticket.sid},${memberId},${source},${ticket.iat},${arrivedAt},${beat.position}`;
  for (const range of beat.ranges) text += `,${range[0]},${range[1]}`;
  return text;
}

export function decodeBeat(text: string): StampedBeat | null {
  const parts = text.split(',');
  const numbers = parts.map(Number);
  if (parts.length < 8 || parts.length % 2 !== 0) return null;
  const [sessionId, memberId, , ticketAt, arrivedAt, position] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ranges: SecondRange[] = [];
  for (let i = 6; i < numbers.length; i += 2) ranges.push([numbers[i] as number, numbers[i + 1] as number]);
  const sane = isWhole(sessionId) && isWhole(memberId) && isWhole(ticketAt) && isWhole(arrivedAt) && isWhole(position);
  const source = /^(?:L|R(\d*))$/.exec(parts[2] ?? '');
  if (!source || !sane || ranges.some(([from, to]) => !isWhole(from) || !isWhole(to))) return null;
  return {
    sessionId,
    memberId,
    source: parts[2] === 'L' ? 'LIVE' : 'RECORDING',
    // Written by an earlier release: it does not say.
    offset: source[1] ? Number(source[1]) : null,
    ticketAt,
    arrivedAt,
    position,
    ranges,
  };
}

/** One row for the upsert: everything one ticket of one member claimed of one session in a batch. */
export interface Claim {
  sessionId: number;
  memberId: number;
  source: CoverageSource;
  ticketAt: number;
  arrivedAt: number;
  position: number;
  /** Normal, and never longer than the ticket's age × MAX_RATE. */
  ranges: SecondRange[];
  seconds: number;
  beats: number;
  /** As in StampedBeat. */
  offset?: number | null;
}

/**
 * Merges a batch into rounds of claims. Within a round each (session, member) occurs once, so that one `INSERT … ON CONFLICT`
 * takes it; beats of another ticket or source go to a later round, in order of arrival. Nearly always there is one round.
 */
export function mergeBeats(beats: readonly StampedBeat[]): Claim[][] {
  const rounds: Map<string, { claim: Claim; raw: SecondRange[] }>[] = [];
  for (const beat of beats) {
    const key = `${beat.sessionId}:${beat.memberId}`;
    let at = 0;
    // The newest round that already has this person: earlier ones are behind it in time.
    for (let i = rounds.length - 1; i >= 0; i -= 1) {
      const found = rounds[i]?.get(key);
      if (!found) continue;
      const same = found.claim.ticketAt === beat.ticketAt && found.claim.source === beat.source;
      at = same && (found.claim.offset ?? null) === (beat.offset ?? null) ? i : i + 1;
      break;
    }
    let round = rounds[at];
    if (!round) {
      round = new Map();
      rounds.push(round);
    }
    const held = round.get(key);
    if (!held) {
      round.set(key, { claim: { ...beat, seconds: 0, beats: 1 }, raw: [...beat.ranges] });
      continue;
    }
    held.raw.push(...beat.ranges);
    held.claim.beats += 1;
    if (beat.arrivedAt >= held.claim.arrivedAt) {
      held.claim.arrivedAt = beat.arrivedAt;
      held.claim.position = beat.position;
    }
  }
  return rounds.map((round) => [...round.values()].map(({ claim, raw }) => finishClaim(claim, raw)));
}

/** Nobody can have played more than the age of their ticket × the fastest rate: the first cap, before the database's. */
function finishClaim(claim: Claim, raw: SecondRange[]): Claim {
  const age = Math.max(0, claim.arrivedAt / 1000 - claim.ticketAt) + CLOCK_GRACE_SECONDS;
  const ranges = takeSeconds(unionRanges(raw), age * MAX_RATE);
  return { ...claim, ranges, seconds: rangesLength(ranges) };
}
