import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type BroadcastMoment,
  countsInBroadcast,
  extendTimeline,
  type KnownTimeline,
  programTimeAt,
  retrimmed,
  timelineAt,
  timelineLength,
  timelinePieces,
  trimTimeline,
} from './timeline';

/** Parts of an encoder's connections: gaps of a quarter of a second to five minutes between them, segments of 0.3 to 4 s. */
const parts = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 300, max: 300_000 }),
    durations: fc.array(fc.integer({ min: 300, max: 4_000 }), { minLength: 1, maxLength: 20 }),
  }),
  { minLength: 1, maxLength: 6 },
);
type Moment = BroadcastMoment;
function momentsOf(list: { gapMs: number; durations: number[] }[]): Moment[] {
  let clock = 1_790_000_000_000;
  const moments: Moment[] = [];
  for (const { gapMs, durations } of list) {
    clock += gapMs;
    for (const durationMs of durations) {
      moments.push({ programAt: clock, durationMs });
      clock += durationMs;
    }
  }
  return moments;
}
const broadcast = parts.map(momentsOf);
const media = (moments: readonly BroadcastMoment[]) =>
  moments.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;

describe('the timeline of a broadcast', () => {
  test('is exactly as long as its media, whatever the gaps', () => {
    fc.assert(
      fc.property(broadcast, (moments) => {
        expect(timelineLength(timelinePieces(moments))).toBeCloseTo(media(moments), 6);
      }),
    );
  });

  test('program time and timeline are inverse to each other', () => {
    fc.assert(
      fc.property(broadcast, fc.double({ min: 0, max: 0.999, noNaN: true }), (moments, share) => {
        const pieces = timelinePieces(moments);
        const second = share * timelineLength(pieces);
        const programAt = programTimeAt(second, pieces) as number;
        expect(timelineAt(programAt, pieces)).toBeCloseTo(second, 3);
      }),
    );
  });

  test('later is never earlier', () => {
    fc.assert(
      fc.property(
        broadcast,
        fc.array(fc.integer({ min: -5_000, max: 1_000_000 }), { maxLength: 30 }),
        (moments, offsets) => {
          const pieces = timelinePieces(moments);
          const first = moments[0]?.programAt ?? 0;
          const seen = offsets
            .sort((a, b) => a - b)
            .map((offset) => timelineAt(first + offset, pieces))
            .filter((second) => second !== null);
          expect([...seen].sort((a, b) => a - b)).toEqual(seen);
        },
      ),
    );
  });

  test('a gap is nowhere on it, and costs it nothing', () => {
    const pieces = timelinePieces([
      { programAt: 0, durationMs: 2_000 },
      { programAt: 2_000, durationMs: 2_000 },
      { programAt: 64_000, durationMs: 2_000 },
    ]);
    expect(pieces).toEqual([
      { programAt: 0, seconds: 4, at: 0 },
      { programAt: 64_000, seconds: 2, at: 4 },
    ]);
    expect(timelineAt(3_999, pieces)).toBeCloseTo(3.999);
    expect([timelineAt(4_000, pieces), timelineAt(63_000, pieces), timelineAt(-1, pieces)]).toEqual([null, null, null]);
    expect([timelineAt(64_500, pieces), timelineAt(66_000, pieces)]).toEqual([4.5, null]);
    expect([programTimeAt(4, pieces), programTimeAt(99, pieces), programTimeAt(0, [])]).toEqual([64_000, 66_000, null]);
  });

  test('a player that follows the playlist knows the same timeline as the server, pauses and all', () => {
    fc.assert(
      fc.property(broadcast, fc.array(fc.nat(6), { maxLength: 12 }), fc.nat(20), fc.nat(20), (moments, steps, a, b) => {
        const moment = (index: number) => moments[Math.min(index, moments.length - 1)]?.programAt ?? 0;
        const pauses = [{ from: moment(Math.min(a, b)), to: moment(Math.max(a, b)) }];
        const bounds = { onAirAt: moment(0) + 1, endedAt: null, pauses };
        let known: KnownTimeline = { pieces: [], until: null };
        let to = 1;
        for (const step of [1, ...steps, moments.length]) {
          // A sliding window that begins wherever, but not after what is unknown.
          const from = Math.max(0, to - 2);
          to = Math.min(moments.length, to + step);
          const extended = extendTimeline(known, moments.slice(from, to), bounds);
          expect(extended).not.toBeNull();
          known = extended as KnownTimeline;
        }
        const counted = moments.filter((one) => countsInBroadcast(one, bounds));
        expect(timelineLength(known.pieces)).toBeCloseTo(media(counted), 6);
        expect(known.pieces.map(({ programAt }) => programAt)).toEqual(
          timelinePieces(counted).map(({ programAt }) => programAt),
        );
      }),
    );
  });

  test('a player that missed segments asks instead of guessing', () => {
    const moments = momentsOf([{ gapMs: 300, durations: [2_000, 2_000, 2_000, 2_000] }]);
    const bounds = { onAirAt: 1, endedAt: null, pauses: [] };
    const known = extendTimeline({ pieces: [], until: null }, moments.slice(0, 1), bounds) as KnownTimeline;
    expect(extendTimeline(known, moments.slice(2), bounds)).toBeNull();
    expect(timelineLength(extendTimeline(known, moments.slice(1), bounds)?.pieces ?? [])).toBe(8);
  });
});

describe('what counts', () => {
  const bounds = { onAirAt: 10_000, endedAt: 100_000, pauses: [{ from: 50_000, to: 60_000 }] };
  test.each([
    ['before the order', 7_900, false],
    ['over the order', 8_500, true],
    ['right after', 10_000, true],
    ['its middle in the pause', 49_500, false],
    ['its middle before the pause', 48_500, true],
    ['its middle after the pause', 59_500, true],
    ['over the end', 99_000, true],
    ['begun at the end', 100_000, false],
  ])('%s', (_name, programAt, counts) => {
    expect(countsInBroadcast({ programAt, durationMs: 2_000 }, bounds)).toBe(counts);
  });
  test('nothing before it is on air, and everything from a pause that lasts', () => {
    expect(countsInBroadcast({ programAt: 20_000, durationMs: 2_000 }, { ...bounds, onAirAt: null })).toBe(false);
    const lasting = { ...bounds, endedAt: null, pauses: [{ from: 50_000, to: null }] };
    expect(countsInBroadcast({ programAt: 500_000, durationMs: 2_000 }, lasting)).toBe(false);
  });
});

describe('a trimmed recording', () => {
  const trims = fc.record({ from: fc.nat(60), to: fc.option(fc.integer({ min: 1, max: 120 }), { nil: null }) });

  test('keeps everything that was asked for, and less than a segment more at each end', () => {
    fc.assert(
      fc.property(broadcast, trims, (moments, trim) => {
        const { moments: kept, offset, seconds } = trimTimeline(moments, trim);
        const length = media(moments);
        const wanted = Math.max(0, Math.min(trim.to ?? length, length) - trim.from);
        expect(media(kept)).toBeGreaterThanOrEqual(wanted - 1e-6);
        if (kept.length === 0) return expect(seconds).toBe(0);
        expect(media(kept)).toBeLessThan(wanted + 8.001);
        expect(offset).toBeLessThanOrEqual(trim.from);
        expect(seconds).toBe(Math.floor(media(kept) + 1e-6));
        // Cut out of the middle in one stretch.
        const at = moments.indexOf(kept[0] as Moment);
        expect(moments.slice(at, at + kept.length)).toEqual(kept);
        // Second 0 is where the offset says, to half a second.
        expect(Math.abs(media(moments.slice(0, at)) - offset)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  test('untrimmed it is the live timeline itself', () => {
    fc.assert(
      fc.property(broadcast, (moments) => {
        expect(trimTimeline(moments, { from: 0, to: null })).toEqual({
          moments,
          offset: 0,
          seconds: Math.floor(media(moments) + 1e-6),
        });
      }),
    );
  });

  test('trimmed again, the same moment is the same moment, and the way back leads back', () => {
    fc.assert(
      fc.property(fc.nat(7_200), fc.nat(600), fc.nat(600), (second, a, b) => {
        const moved = retrimmed(second, { offset: a }, { offset: b });
        expect(moved + b).toBe(second + a);
        expect(retrimmed(moved, { offset: b }, { offset: a })).toBe(second);
      }),
    );
  });
});
