import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TickMeter } from './tick-meter';

describe('ticks of what really played', () => {
  test('steady play at one and a half', () => {
    const meter = new TickMeter();
    expect(meter.sample(10, 1000, 1.5)).toBeNull();
    expect(meter.sample(10.375, 1250, 1.5)).toEqual({ from: 10, to: 10.375, rate: 1.5 });
  });

  test.each([
    ['a jump forward', 60, 1250],
    ['a jump back', 2, 1250],
    ['standing still', 10, 1250],
    ['a clock that went back', 10.2, 900],
  ])('%s is no tick', (_name, media, wall) => {
    const meter = new TickMeter();
    meter.sample(10, 1000, 1);
    expect(meter.sample(media, wall, 1)).toBeNull();
  });

  test('a change of speed loses nothing: the faster one bounds what lies between', () => {
    const meter = new TickMeter();
    meter.sample(10, 1000, 1.5);
    expect(meter.sample(10.3, 1200, 1)).toEqual({ from: 10, to: 10.3, rate: 1.5 });
    expect(meter.sample(10.5, 1400, 1.05)).toEqual({ from: 10.3, to: 10.5, rate: 1 });
  });

  test('after a break nothing before it counts', () => {
    const meter = new TickMeter();
    meter.sample(10, 1000, 1);
    meter.break();
    expect(meter.sample(10.2, 1200, 1)).toBeNull();
  });

  test('ticks never add up to more than the wall clock allows', () => {
    const reading = fc.record({
      media: fc.double({ min: 0, max: 100, noNaN: true }),
      ms: fc.integer({ min: 200, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 2, maxLength: 40 }), (readings) => {
        const meter = new TickMeter();
        let wall = 0;
        let played = 0;
        for (const { media, ms } of readings) {
          wall += ms;
          const tick = meter.sample(media, wall, 1);
          if (tick) played += tick.to - tick.from;
        }
        return played <= (wall / 1000) * 1.1 + 0.35 * readings.length;
      }),
    );
  });
});
