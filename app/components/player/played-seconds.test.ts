import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rangesLength } from '~/platform/ranges';
import { PlayedSeconds } from './played-seconds';

const play = (seconds: PlayedSeconds, from: number, to: number, step = 0.25) => {
  for (let at = from; at < to; at += step) seconds.add({ from: at, to: Math.min(to, at + step) });
};

describe('what was really played', () => {
  test('whole seconds only', () => {
    const seconds = new PlayedSeconds(100);
    play(seconds, 0, 10.4);
    expect(seconds.whole()).toEqual([[0, 10]]);
  });

  test('a jump leaves a gap, watching it again adds nothing', () => {
    const seconds = new PlayedSeconds(100);
    play(seconds, 0, 5);
    play(seconds, 40.6, 45);
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
          expect(rangesLength(seconds.whole())).toBeLessThanOrEqual(total + pieces.length * 0.75);
          for (const [from, to] of seconds.whole()) expect(from >= 0 && to <= 90 && from < to).toBe(true);
        },
      ),
    );
  });
});
