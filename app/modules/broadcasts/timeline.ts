import type { Pause } from './broadcast-state';
import type { TimelinePiece } from './schema';

// Program time (server's clock) ↔ seconds of a broadcast's timeline: the media really broadcast since on air, without the gaps between
// an encoder's connections and without pauses. Pure and browser-safe.

/** One segment of the reference rendition; milliseconds. */
export interface BroadcastMoment {
  programAt: number;
  durationMs: number;
}

export interface BroadcastBounds {
  onAirAt: number | null;
  endedAt: number | null;
  pauses: readonly Pause[];
}

/**
 * Whether a segment belongs to the broadcast: on air from the moment of the order on (the segment during which it was given counts
 * whole, so that no first word is cut off), not in a pause (its middle decides), and begun before the end.
 */
export function countsInBroadcast({ programAt, durationMs }: BroadcastMoment, bounds: BroadcastBounds): boolean {
  const { onAirAt, endedAt, pauses } = bounds;
  if (onAirAt === null || programAt + durationMs <= onAirAt) return false;
  if (endedAt !== null && programAt >= endedAt) return false;
  const middle = programAt + durationMs / 2;
  return !pauses.some(({ from, to }) => middle >= from && (to === null || middle < to));
}

/** Clocks of segments may be off by so much without being a gap, milliseconds. */
const JOIN_MS = 250;

/** The pieces of a timeline from its segments in their order; ones that follow each other become one. */
export function timelinePieces(moments: readonly BroadcastMoment[]): TimelinePiece[] {
  const pieces: TimelinePiece[] = [];
  for (const moment of moments) append(pieces, moment);
  return pieces;
}

/** Seconds are summed, not read off the clock: a timeline is exactly as long as its media. */
function append(pieces: TimelinePiece[], { programAt, durationMs }: BroadcastMoment): void {
  const last = pieces.at(-1);
  const seconds = durationMs / 1000;
  if (last && Math.abs(last.programAt + last.seconds * 1000 - programAt) <= JOIN_MS) last.seconds += seconds;
  else pieces.push({ programAt, seconds, at: timelineLength(pieces) });
}

/** Length of a timeline in seconds. */
export function timelineLength(pieces: readonly TimelinePiece[]): number {
  const last = pieces.at(-1);
  return last ? last.at + last.seconds : 0;
}

/** The second of the timeline at a moment of program time; null in a gap, before the beginning and after the end. */
export function timelineAt(programAt: number, pieces: readonly TimelinePiece[]): number | null {
  for (let i = pieces.length - 1; i >= 0; i -= 1) {
    const piece = pieces[i] as TimelinePiece;
    if (programAt < piece.programAt) continue;
    const into = (programAt - piece.programAt) / 1000;
    return into < piece.seconds ? piece.at + into : null;
  }
  return null;
}

/** The moment of program time at a second of the timeline; at its end and beyond the moment of its last piece's end; null when empty. */
export function programTimeAt(second: number, pieces: readonly TimelinePiece[]): number | null {
  for (const piece of pieces) {
    if (second < piece.at + piece.seconds) return piece.programAt + Math.max(0, second - piece.at) * 1000;
  }
  const last = pieces.at(-1);
  return last ? last.programAt + last.seconds * 1000 : null;
}

/** A timeline as far as somebody knows it. */
export interface KnownTimeline {
  pieces: readonly TimelinePiece[];
  /** Program time up to which every segment was seen, also those that do not count; null: none yet. */
  until: number | null;
}

/**
 * What a playlist's segments add to a known timeline: the player sees every segment, so nobody has to ask the server while it follows
 * the live edge. Null when segments may have been missed (a sleeping laptop, a slow link): ask again.
 */
export function extendTimeline(
  { pieces, until }: KnownTimeline,
  moments: readonly BroadcastMoment[],
  bounds: BroadcastBounds,
): KnownTimeline | null {
  const fresh = moments.filter(({ programAt, durationMs }) => until === null || programAt + durationMs / 2 > until);
  const first = fresh[0];
  if (!first) return { pieces, until };
  // A hole between two segments of one playlist is a gap in the stream; before its first one it may be a hole in what was seen.
  if (until !== null && first === moments[0] && first.programAt > until + JOIN_MS) return null;
  const next = pieces.map((piece) => ({ ...piece }));
  for (const moment of fresh) if (countsInBroadcast(moment, bounds)) append(next, moment);
  const last = fresh.at(-1) as BroadcastMoment;
  return { pieces: next, until: last.programAt + last.durationMs };
}

/** Whole seconds cut off a live timeline; `to` null: nothing at its end. */
export interface Trim {
  from: number;
  to: number | null;
}

export interface TrimmedTimeline<Moment> {
  /** Segments that stay. */
  moments: Moment[];
  /** Whole seconds of the live timeline before the recording's second 0. */
  offset: number;
  /** Whole seconds of the recording; 0: nothing is left. */
  seconds: number;
}

/**
 * The recording of a live timeline. It is cut between segments, because nothing is encoded anew: it begins with the segment that holds
 * `from` and ends with the one that holds the last moment before `to`, so nothing that was asked for is lost.
 * Second t of the recording is second t + offset of the live timeline, to half a second.
 */
export function trimTimeline<Moment extends BroadcastMoment>(
  moments: readonly Moment[],
  trim: Trim,
): TrimmedTimeline<Moment> {
  const kept: Moment[] = [];
  let at = 0;
  let start = 0;
  let length = 0;
  for (const moment of moments) {
    const seconds = moment.durationMs / 1000;
    if (at + seconds > trim.from && (trim.to === null || at < trim.to)) {
      if (kept.length === 0) start = at;
      kept.push(moment);
      length += seconds;
    }
    at += seconds;
  }
  return { moments: kept, offset: Math.round(start), seconds: Math.floor(length + 1e-6) };
}

/** Moves a second of one trimmed recording to another trim of the same timeline; may lie outside of it. */
export const retrimmed = (second: number, from: { offset: number }, to: { offset: number }): number =>
  second + from.offset - to.offset;
