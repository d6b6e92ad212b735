import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type KnownTimeline, timelineLength, timelinePieces } from '~/modules/broadcasts/timeline';
import { rangesLength, type SecondRange, unionRanges } from '~/platform/ranges';
import { keepFragments, programSpans, programTimeAtMedia, type ShownFragment, TimelinePlacer } from './live-clock';
import { PlayedSeconds } from './played-seconds';

/** Parts of an encoder's connections, with a gap before each and a clock that is rounded to the millisecond. */
const parts = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 300, max: 300_000 }),
    durations: fc.array(fc.integer({ min: 301, max: 4_003 }), { minLength: 1, maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const START = 1_790_000_000_000;

interface Broadcast {
  fragments: ShownFragment[];
  known: KnownTimeline;
  length: number;
}

/** The video plays the segments one behind the other; `jitterMs` disturbs the clock that the playlist tells. */
function broadcastOf(list: { gapMs: number; durations: number[] }[], jitterMs: () => number = () => 0): Broadcast {
  let clock = START;
  let media = 7.3;
  const fragments: ShownFragment[] = [];
  const moments: { programAt: number; durationMs: number }[] = [];
  for (const { gapMs, durations } of list) {
    clock += gapMs;
    for (const durationMs of durations) {
      moments.push({ programAt: clock, durationMs });
      fragments.push({ start: media, end: media + durationMs / 1000, programAt: clock + jitterMs() });
      clock += durationMs;
      media += durationMs / 1000;
    }
  }
  const pieces = timelinePieces(moments);
  return { fragments, known: { pieces, until: clock }, length: timelineLength(pieces) };
}

/** Plays a stretch of the video in ticks of this length, as seconds of the timeline. */
function played({ fragments, known }: Broadcast, from: number, to: number, step = 0.26): SecondRange[] {
  const placer = new TimelinePlacer();
  for (let at = from; at < to; at += step)
    placer.add(programSpans({ from: at, to: Math.min(to, at + step), rate: 1 }, fragments));
  return placer.take(known).map((tick) => [tick.from, tick.to] as const);
}

describe('from the video to the timeline', () => {
  test('every moment of a broadcast in parts lies where its media lies, over all borders', () => {
    fc.assert(
      fc.property(parts, fc.double({ min: 0.05, max: 1, noNaN: true }), (list, step) => {
        const broadcast = broadcastOf(list);
        const ranges = played(broadcast, 7.3, 7.3 + broadcast.length, step);
        expect(rangesLength(ranges)).toBeCloseTo(broadcast.length, 3);
        const seconds = new PlayedSeconds(1_000_000);
        for (const [from, to] of ranges) seconds.add({ from, to });
        const whole = seconds.whole();
        expect(Math.abs(rangesLength(whole) - broadcast.length)).toBeLessThanOrEqual(0.5 + 1e-6);
        if (broadcast.length >= 0.5) expect(whole).toEqual([[0, Math.round(broadcast.length)]]);
      }),
    );
  });

  test('any stretch is as long on the timeline as it was played, to the clock’s jitter', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(parts, share, share, fc.infiniteStream(fc.integer({ min: -20, max: 20 })), (list, a, b, jitter) => {
        const broadcast = broadcastOf(list, () => jitter.next().value);
        const [from = 0, to = 0] = [a * broadcast.length, b * broadcast.length].sort((x, y) => x - y);
        const ranges = unionRanges(played(broadcast, 7.3 + from, 7.3 + to));
        const borders = broadcast.fragments.length;
        expect(Math.abs(rangesLength(ranges) - (to - from))).toBeLessThanOrEqual(0.04 * borders + 0.05);
      }),
    );
  });

  test('what is played before the timeline is known counts as soon as it is', () => {
    const broadcast = broadcastOf([{ gapMs: 300, durations: [2_000, 2_000, 2_000] }]);
    const placer = new TimelinePlacer();
    placer.add(programSpans({ from: 7.3, to: 11.8, rate: 1.05 }, broadcast.fragments));
    expect(placer.take({ pieces: [], until: null })).toEqual([]);
    const [first] = broadcast.known.pieces;
    const early = { pieces: [{ ...first, seconds: 4 }], until: START + 300 + 4_000 } as KnownTimeline;
    expect(placer.take(early)).toEqual([{ from: 0, to: 4, rate: 1.05 }]);
    const rest = placer.take(broadcast.known);
    expect(rest).toHaveLength(1);
    expect(rest[0]?.from).toBeCloseTo(4);
    expect(rest[0]?.to).toBeCloseTo(4.5);
    expect(placer.take(broadcast.known)).toEqual([]);
  });

  test('what lay before on air or in a pause is dropped', () => {
    const { fragments, known } = broadcastOf([{ gapMs: 300, durations: [2_000, 2_000, 2_000] }]);
    const placer = new TimelinePlacer();
    placer.add(programSpans({ from: 7.3, to: 13.3, rate: 1 }, fragments));
    const begun = { programAt: START + 300 + 2_000, seconds: 4, at: 0 };
    const [tick, ...more] = placer.take({ pieces: [begun], until: known.until });
    expect(tick?.from).toBeCloseTo(0);
    expect(tick?.to).toBeCloseTo(4);
    expect(more).toEqual([]);
  });

  test('a fragment that slid out of the playlist is still known', () => {
    const { fragments } = broadcastOf([{ gapMs: 300, durations: [2_000, 2_000, 2_000, 2_000] }]);
    const kept = keepFragments(fragments.slice(0, 3), fragments.slice(1));
    expect(kept).toEqual(fragments);
    expect(programTimeAtMedia(7.3, kept)).toBe(START + 300);
    expect(programTimeAtMedia(7.2, kept)).toBeNull();
    expect(programTimeAtMedia(99, kept)).toBeNull();
  });
});
