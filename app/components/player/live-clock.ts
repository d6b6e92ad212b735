import type { TimelinePiece } from '~/modules/broadcasts/schema';
import type { KnownTimeline } from '~/modules/broadcasts/timeline';
import type { PlayedTick } from './player-events';

// From the video's own seconds to seconds of the broadcast's timeline, by way of program time. Pure.

/** Where a segment lies in the video; seconds, and milliseconds since 1970. */
export interface ShownFragment {
  start: number;
  end: number;
  programAt: number;
}

/** A stretch that was played: from `programAt` (milliseconds since 1970) on for `seconds`. */
export interface ProgramSpan {
  programAt: number;
  seconds: number;
  rate: number;
}

/** Behind the last segment that is known the video may already show a moment of the next one. */
const AHEAD_SECONDS = 0.5;

/** Keeps what a sliding playlist no longer names: one may still play it out of the buffer. Both in order. */
export function keepFragments(
  known: readonly ShownFragment[],
  listed: readonly ShownFragment[],
  most = 4_000,
): ShownFragment[] {
  const first = listed[0];
  if (!first) return [...known];
  return [...known.filter(({ end }) => end <= first.start + 0.001), ...listed].slice(-most);
}

/** Program time at a moment of the video; null where no fragment says. */
export function programTimeAtMedia(media: number, fragments: readonly ShownFragment[]): number | null {
  for (let i = fragments.length - 1; i >= 0; i -= 1) {
    const { start, end, programAt } = fragments[i] as ShownFragment;
    if (media < start) continue;
    const ahead = i === fragments.length - 1 ? AHEAD_SECONDS : 0;
    return media < end + ahead ? programAt + (media - start) * 1000 : null;
  }
  return null;
}

/** What was played from one moment of the video to another, cut where a fragment ends: at the border of a part the clock jumps. */
export function programSpans({ from, to, rate }: PlayedTick, fragments: readonly ShownFragment[]): ProgramSpan[] {
  const spans: ProgramSpan[] = [];
  for (let i = 0; i < fragments.length; i += 1) {
    const { start, end, programAt } = fragments[i] as ShownFragment;
    const begin = Math.max(from, start);
    const finish = Math.min(to, i === fragments.length - 1 ? end + AHEAD_SECONDS : end);
    if (begin < finish) spans.push({ programAt: programAt + (begin - start) * 1000, seconds: finish - begin, rate });
  }
  return spans;
}

/** Milliseconds within which two spans are one. */
const JOIN_MS = 30;
/** More than this nobody waits for: the timeline is known within seconds, or the page is broken. */
const MOST_WAITING = 1_000;

/** Holds what was played until it is known where on the timeline it lies; nothing is lost because an answer is late. */
export class TimelinePlacer {
  private waiting: ProgramSpan[] = [];

  add(spans: readonly ProgramSpan[]): void {
    for (const span of spans) {
      const last = this.waiting.at(-1);
      if (last && last.rate === span.rate && Math.abs(last.programAt + last.seconds * 1000 - span.programAt) <= JOIN_MS)
        last.seconds = (span.programAt - last.programAt) / 1000 + span.seconds;
      else this.waiting.push({ ...span });
    }
    if (this.waiting.length > MOST_WAITING) this.waiting = this.waiting.slice(-MOST_WAITING);
  }

  /** What can be placed by now, as ticks of the timeline; what was no part of the broadcast is dropped. */
  take({ pieces, until }: KnownTimeline): PlayedTick[] {
    if (until === null || this.waiting.length === 0) return [];
    const placed: PlayedTick[] = [];
    const later: ProgramSpan[] = [];
    for (const span of this.waiting) {
      const end = span.programAt + span.seconds * 1000;
      if (span.programAt < until) placed.push(...onPieces(span.programAt, Math.min(end, until), span.rate, pieces));
      if (end > until) {
        const programAt = Math.max(span.programAt, until);
        later.push({ programAt, seconds: (end - programAt) / 1000, rate: span.rate });
      }
    }
    this.waiting = later;
    return placed;
  }
}

/** A stretch of program time on the pieces it touches. */
function onPieces(from: number, to: number, rate: number, pieces: readonly TimelinePiece[]): PlayedTick[] {
  const ticks: PlayedTick[] = [];
  for (const piece of pieces) {
    const begin = Math.max(from, piece.programAt);
    const end = Math.min(to, piece.programAt + piece.seconds * 1000);
    if (begin >= end) continue;
    const at = (moment: number) => piece.at + (moment - piece.programAt) / 1000;
    ticks.push({ from: at(begin), to: at(end), rate });
  }
  return ticks;
}
