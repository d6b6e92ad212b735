import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fromMultirange,
  gapsOf,
  rangesLength,
  type SecondRange,
  subtractRanges,
  takeSeconds,
  toMultirange,
  unionRanges,
} from './ranges';

const LENGTH = 120;
const anyRanges = fc.array(
  fc.tuple(fc.integer({ min: 0, max: LENGTH }), fc.integer({ min: 0, max: LENGTH })) as fc.Arbitrary<SecondRange>,
  { maxLength: 12 },
);
/** The slow truth: a set of seconds. */
const seconds = (ranges: readonly SecondRange[]) => {
  const set = new Set<number>();
  for (const [from, to] of ranges) for (let s = from; s < to; s += 1) set.add(s);
  return set;
};
const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);
const isNormal = (ranges: readonly SecondRange[]) =>
  ranges.every(([from, to], i) => from < to && (i === 0 || (ranges[i - 1] as SecondRange)[1] < from));

describe('ranges of seconds', () => {
  test('the union is the set of seconds, and normal', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const union = unionRanges(ranges);
        expect(sorted(seconds(union))).toEqual(sorted(seconds(ranges)));
        expect(isNormal(union)).toBe(true);
        expect(rangesLength(union)).toBe(seconds(ranges).size);
      }),
    );
  });

  test('order and repetition do not change the union; rewatching adds nothing', () => {
    fc.assert(
      fc.property(anyRanges, anyRanges, (a, b) => {
        expect(unionRanges([...a, ...b])).toEqual(unionRanges([...b, ...a, ...a]));
        expect(unionRanges([...unionRanges(a), ...a])).toEqual(unionRanges(a));
      }),
    );
  });

  test('subtracting leaves exactly what is not in the other', () => {
    fc.assert(
      fc.property(anyRanges, anyRanges, (a, b) => {
        const rest = subtractRanges(unionRanges(a), unionRanges(b));
        const wanted = seconds(a);
        for (const s of seconds(b)) wanted.delete(s);
        expect(sorted(seconds(rest))).toEqual(sorted(wanted));
        expect(isNormal(rest)).toBe(true);
      }),
    );
  });

  test('gaps and cover make the whole timeline', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const union = unionRanges(ranges);
        expect(unionRanges([...gapsOf(union, LENGTH), ...union])).toEqual([[0, LENGTH]]);
      }),
    );
  });

  test('taking n seconds takes the earliest n, or all', () => {
    fc.assert(
      fc.property(anyRanges, fc.integer({ min: -5, max: LENGTH }), (ranges, n) => {
        const union = unionRanges(ranges);
        const all = sorted(seconds(union));
        expect(sorted(seconds(takeSeconds(union, n)))).toEqual(all.slice(0, Math.max(0, n)));
      }),
    );
  });

  test('Postgres text there and back', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        expect(fromMultirange(toMultirange(unionRanges(ranges)))).toEqual(unionRanges(ranges));
      }),
    );
    expect(toMultirange([])).toBe('{}');
    expect(
      toMultirange([
        [0, 15],
        [20, 30],
      ]),
    ).toBe('{[0,15),[20,30)}');
  });
});
