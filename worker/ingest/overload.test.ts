import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Lateness, overloadSteps, watchLag } from './overload';

describe('the steps of LIVE_OVERLOAD', () => {
  const standard = { preset: 'veryfast', rungs: 3 };
  test.each([
    ['none', standard, []],
    ['ultrafast', standard, [{ preset: 'ultrafast', without: 0 }]],
    [
      'superfast,-1,ultrafast,-2',
      standard,
      [
        { preset: 'superfast', without: 0 },
        { preset: 'superfast', without: 1 },
        { preset: 'ultrafast', without: 1 },
        { preset: 'ultrafast', without: 2 },
      ],
    ],
    // Nothing slower than now, never without any picture, nothing twice.
    ['superfast,veryfast,-1,-9', { preset: 'superfast', rungs: 2 }, [{ preset: null, without: 1 }]],
    ['superfast,-1', { preset: 'superfast', rungs: 0 }, []],
  ])('%s of %o', (setting, now, steps) => expect(overloadSteps(setting, now)).toEqual(steps));
});

/** Looks twice a second at an encoder of this speed (1: as fast as the clock); seconds until it is overloaded, null: never. */
function secondsUntilOverload(speed: number, { from = 0, seconds = 60, limitMs = 4_000 } = {}): number | null {
  let lateness: Lateness = null;
  for (let now = 0; now <= seconds * 1000; now += 500) {
    const lagMs = Math.max(0, from + now * (1 - speed));
    const seen = watchLag(lateness, { now, lagMs, limitMs });
    if (seen.overloaded) return now / 1000;
    lateness = seen.lateness;
  }
  return null;
}

describe('an encoder', () => {
  test('at half speed is overloaded two seconds after it is four behind', () =>
    expect(secondsUntilOverload(0.5)).toBe(10.5));
  test('that stands still is found out after six', () => expect(secondsUntilOverload(0)).toBe(6.5));
  test('that keeps up never is, however far it was behind when it began', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 8, noNaN: true }), fc.integer({ min: 0, max: 20_000 }), (speed, from) => {
        expect(secondsUntilOverload(speed, { from })).toBeNull();
      }),
    );
  });
  test('that is slower than the clock always is, sooner or later', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.9, noNaN: true }), (speed) => {
        expect(secondsUntilOverload(speed)).not.toBeNull();
      }),
    );
  });
});
