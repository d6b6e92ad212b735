import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Gate } from './password-gate';

const full = () => new Error('full');

test('never runs more at once than allowed, runs everything it took in its order, and refuses beyond the line', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      fc.array(fc.record({ turns: fc.nat({ max: 3 }), fails: fc.boolean() }), { maxLength: 20 }),
      async (atOnce, most, jobs) => {
        const gate = new Gate(atOnce, most);
        let running = 0;
        const began: number[] = [];
        const results = await Promise.allSettled(
          jobs.map(({ turns, fails }, index) =>
            gate.run(async () => {
              began.push(index);
              running += 1;
              expect(running).toBeLessThanOrEqual(atOnce);
              for (let i = 0; i < turns; i += 1) await Promise.resolve();
              running -= 1;
              if (fails) throw new Error('failed');
              return index;
            }, full),
          ),
        );
        const refused = results.filter((one) => one.status === 'rejected' && (one.reason as Error).message === 'full');
        expect(refused).toHaveLength(Math.max(0, jobs.length - atOnce - most));
        expect(began).toEqual([...began].sort((a, b) => a - b));
        // The places are all free again.
        expect(await gate.run(async () => 'free', full)).toBe('free');
      },
    ),
  );
});
