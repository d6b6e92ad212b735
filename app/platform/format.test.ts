import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatBytes,
  formatDay,
  formatDuration,
  formatMinutes,
  formatNumber,
  formatPercent,
  formatRate,
  formatThreshold,
  rateInBasisPoints,
} from './format';

describe('numbers', () => {
  test.each([
    [1_931_097.5, 2, '1.931.097,50'],
    [0, 0, '0'],
    [999, 0, '999'],
    [1000, 0, '1.000'],
    [-1234.5, 1, '-1.234,5'],
    [1.005, 2, '1,01'],
    [0.004, 2, '0,00'],
    [-0.004, 2, '0,00'],
    [9.995, 2, '10,00'],
    [12_345_678_901_234_567_890n, 0, '12.345.678.901.234.567.890'],
    [Number.NaN, 0, '–'],
    [Number.POSITIVE_INFINITY, 2, '–'],
  ])('%s with %d decimals is %s', (value, decimals, text) => expect(formatNumber(value, decimals)).toBe(text));
  test('English groups the other way round', () => expect(formatNumber(1_931_097.5, 2, 'en')).toBe('1,931,097.50'));
  test('property: taking the dots out gives the number back', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => expect(Number(formatNumber(n).replaceAll('.', ''))).toBe(n)));
  });
  test('property: two decimals are at most half a hundredth away', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (n) => {
        const back = Number(formatNumber(n, 2).replaceAll('.', '').replace(',', '.'));
        expect(Math.abs(back - n)).toBeLessThanOrEqual(0.005 + 1e-6);
      }),
    );
  });
});

describe('rates', () => {
  test.each([
    [9556, 10_000, '95,56%'],
    [1, 3, '33,33%'],
    [2, 3, '66,67%'],
    [1, 8, '12,50%'],
    [80, 100, '80,00%'],
    [0, 5, '0,00%'],
    [0, 0, '–'],
    [5, 5, '100,00%'],
    [1, 20_000, '0,01%'],
    [1, 20_001, '0,00%'],
  ])('%d of %d is %s', (part, whole, text) => expect(formatRate(part, whole)).toBe(text));
  test.each([
    [8000, 'vi', '80%'],
    [7250, 'vi', '72,50%'],
    [10_000, 'en', '100%'],
  ] as const)('a threshold of %d in %s is %s', (value, lang, text) => expect(formatThreshold(value, lang)).toBe(text));
  test('no figure is a dash', () => expect([formatPercent(null), formatPercent(undefined)]).toEqual(['–', '–']));
  test('English has a point', () => expect(formatRate(9556, 10_000, 'en')).toBe('95.56%'));
  test('property: the rate is within half a basis point of the fraction, and 100 % only comes near the whole', () => {
    const pairs = fc
      .integer({ min: 1, max: 2_000_000 })
      .chain((w) => fc.tuple(fc.integer({ min: 0, max: w }), fc.constant(w)));
    fc.assert(
      fc.property(pairs, ([part, whole]) => {
        const rate = rateInBasisPoints(part, whole) as number;
        expect(Math.abs(rate - (part / whole) * 10_000)).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});

describe('days, durations, sizes', () => {
  test.each([
    [new Date('2026-02-07T00:00:00Z'), '07/02/2026'],
    ['1975-09-02', '02/09/1975'],
    [null, ''],
  ])('day %s', (day, text) => expect(formatDay(day)).toBe(text));
  test.each([
    [0, '0:00'],
    [59.9, '0:59'],
    [2530, '42:10'],
    [3730, '1:02:10'],
    [-5, '0:00'],
  ])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
  test.each([
    [35, '35 giây'],
    [60, '1 phút'],
    [61, '2 phút'],
    [3600, '1 giờ'],
    [7500, '2 giờ 5 phút'],
    [3599.5, '1 giờ'],
  ])('%d s in words is %s', (seconds, text) => expect(formatMinutes(seconds)).toBe(text));
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_125_763, '1,1 MB'],
    [999_999, '1,0 MB'],
    [250_000_000n, '250 MB'],
  ])('%s bytes is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
