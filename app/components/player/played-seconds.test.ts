import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rangesLength, unionRanges } from '~/platform/ranges';
import { PlayedSeconds } from './played-seconds';

const play = (seconds: PlayedSeconds, from: number, to: number, step = 0.25) => {
  for (let at = from; at < to; at += step) seconds.add({ from: at, to: Math.min(to, at + step) });
};

describe('what was really played', () => {
  test.each([
    ['less than half of the last second', 0, 10.4, [[0, 10]]],
    ['half of it', 0, 10.5, [[0, 11]]],
    ['more than half of the first', 3.4, 5, [[3, 5]]],
    ['half of the first is missing and more', 3.6, 5, [[4, 5]]],
    ['six tenths within one second', 3.3, 3.9, [[3, 4]]],
    ['a second over two halves', 3.5, 4.5, [[3, 5]]],
    ['eight tenths over two', 3.6, 4.4, []],
  ])('whole seconds only: %s', (_name, from, to, expected) => {
    const seconds = new PlayedSeconds(100);
    play(seconds, from, to);
    expect(seconds.whole()).toEqual(expected);
  });

  test('a second that was played in two goes counts', () => {
    const seconds = new PlayedSeconds(100);
    play(seconds, 2, 7.3);
    play(seconds, 7.7, 9);
    expect(seconds.whole()).toEqual([[2, 9]]);
    const again = new PlayedSeconds(100);
    for (const from of [7, 7.1, 7, 7.2]) play(again, from, from + 0.2);
    expect(again.whole()).toEqual([]);
  });

  test('a jump leaves a gap, watching it again adds nothing', () => {
    const seconds = new PlayedSeconds(100);
    play(seconds, 0, 5);
    play(seconds, 40.6, 45.2);
    play(seconds, 2, 4);
    expect(seconds.whole()).toEqual([
      [0, 5],
      [41, 45],
    ]);
  });

  test.each([
    ['shorter than the timeline', 89.4, 90],
    ['longer', 90.3, 90],
    ['exact', 90, 90],
  ])('played to the end of a medium that is %s, everything counts', (_name, duration, length) => {
    const seconds = new PlayedSeconds(length);
    play(seconds, 0, duration);
    seconds.end(duration);
    expect(seconds.whole()).toEqual([[0, length]]);
  });

  test('jumping to the very end is not playing it', () => {
    const seconds = new PlayedSeconds(90);
    play(seconds, 0, 5);
    seconds.end(90);
    expect(seconds.whole()).toEqual([[0, 5]]);
  });

  test('as much as was played: less than half a second is won or lost at each end of a piece', () => {
    const piece = fc.tuple(fc.double({ min: 0, max: 95, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const seconds = new PlayedSeconds(120);
        for (const [from, length] of pieces) play(seconds, from, from + length, 0.3);
        const played = unionRanges(pieces.map(([from, length]) => [from, from + length] as const));
        const error = Math.abs(rangesLength(seconds.whole()) - rangesLength(played));
        expect(error).toBeLessThanOrEqual(played.length * 1.1 + 1e-6);
      }),
    );
  });

  test('never more than was played, rounded by a second a piece, and inside the timeline', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 95, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true })), {
          maxLength: 8,
        }),
        (pieces) => {
          const seconds = new PlayedSeconds(90);
          let total = 0;
          for (const [from, length] of pieces) {
            play(seconds, from, from + length);
            total += length;
          }
          expect(rangesLength(seconds.whole())).toBeLessThanOrEqual(total + pieces.length);
          for (const [from, to] of seconds.whole()) expect(from >= 0 && to <= 90 && from < to).toBe(true);
        },
      ),
    );
  });
});
