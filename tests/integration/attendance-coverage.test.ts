import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeBeats, type StampedBeat } from '~/modules/attendance/beat';
import { CARRY_SECONDS, MAX_RATE } from '~/modules/attendance/schema';
import { writeCoverage } from '~/modules/attendance/write-coverage.server';
import {
  rangesLength,
  type SecondRange,
  subtractRanges,
  takeSeconds,
  toMultirange,
  unionRanges,
} from '~/platform/ranges';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom } from '../factories/attendance';
import { createTestServices } from '../setup/services';

let services: Services;
let room: Classroom;
beforeAll(async () => {
  services = await createTestServices();
  room = await makeClassroom(services.db, { members: 50, timelineSeconds: 4000 });
});
afterAll(() => services.close());
beforeEach(async () => void (await services.pool.query('delete from session_coverage')));

const START = 1_760_000_000;
const beat = (ranges: SecondRange[], secondsLater: number, over: Partial<StampedBeat> = {}): StampedBeat => ({
  sessionId: room.sessionIds[0] ?? 0,
  memberId: room.memberIds[0] ?? 0,
  source: 'RECORDING',
  ticketAt: START,
  arrivedAt: (START + secondsLater) * 1000,
  position: ranges.at(-1)?.[1] ?? 0,
  ranges,
  ...over,
});
const write = (...beats: StampedBeat[]) => writeCoverage(mergeBeats(beats), services.pool);
const row = async (memberId = room.memberIds[0]) =>
  (
    await services.pool.query<{
      live: string;
      recording: string;
      covered: number;
      position: number;
      allowance: number;
    }>('select live::text, recording::text, covered, position, allowance from session_coverage where member_id = $1', [
      memberId,
    ])
  ).rows[0];

describe('what the server credits', () => {
  test('ordinary play: every second, once', async () => {
    await write(beat([[0, 15]], 15));
    await write(beat([[15, 30]], 30), beat([[30, 45]], 45));
    expect(await row()).toMatchObject({ recording: '{[0,45)}', covered: 45, position: 45 });
  });

  test('rewatching and a batch that is delivered twice add nothing', async () => {
    const batch = [beat([[0, 15]], 15), beat([[20, 30]], 30)];
    await write(...batch);
    const before = await row();
    await write(...batch);
    await write(...batch);
    expect(await row()).toEqual(before);
    await write(beat([[0, 10]], 60));
    expect(await row()).toMatchObject({ recording: '{[0,15),[20,30)}', covered: 25 });
  });

  test('a forged claim of the whole lecture gets the clock’s worth, from its beginning', async () => {
    await write(beat([[0, 4000]], 10));
    expect(await row()).toMatchObject({ recording: '{[0,18)}', covered: 18 });
    await write(beat([[0, 4000]], 20));
    // Ten seconds later: fifteen more at the fastest rate.
    expect((await row())?.covered).toBeLessThanOrEqual(18 + 15);
    await write(beat([[0, 4000]], 20), beat([[100, 4000]], 20));
    expect((await row())?.covered).toBeLessThanOrEqual(18 + 15);
  });

  test('a hundred forged beats in one second are worth a second and a half', async () => {
    await write(beat([[0, 15]], 15));
    for (let i = 0; i < 100; i += 1) await write(beat([[i * 40, i * 40 + 39]], 16));
    const most = 1.5 * 16 + 2 * 1.5;
    expect((await row())?.covered).toBeLessThanOrEqual(most);
  });

  test('ten minutes without network arrive at once and all count', async () => {
    await write(beat([[0, 15]], 15));
    await write(beat([[15, 615]], 620));
    expect(await row()).toMatchObject({ recording: '{[0,615)}', covered: 615 });
  });

  test('two tabs at different places: together no more than the clock × 1.5', async () => {
    const other = { ticketAt: START + 5 };
    for (let t = 15; t <= 150; t += 15) {
      await write(beat([[t - 15, t]], t));
      await write(beat([[1000 + t - 15, 1000 + t]], t + 1, other));
    }
    const covered = (await row())?.covered ?? 0;
    expect(covered).toBeGreaterThanOrEqual(150);
    expect(covered).toBeLessThanOrEqual(1.5 * 151 + 3);
  });

  test('two devices playing the same minutes add nothing twice', async () => {
    for (let t = 15; t <= 60; t += 15) {
      await write(beat([[t - 15, t]], t), beat([[t - 15, t]], t, { ticketAt: START + 1 }));
    }
    expect(await row()).toMatchObject({ recording: '{[0,60)}', covered: 60 });
  });

  test('live and recording share one clock and one timeline', async () => {
    await write(beat([[0, 15]], 15, { source: 'LIVE' }));
    await write(beat([[10, 25]], 25));
    expect(await row()).toMatchObject({ live: '{[0,15)}', recording: '{[10,25)}', covered: 25 });
    // Both sources claim at the same moment: the second finds no time left beyond what is carried.
    await write(beat([[100, 400]], 40, { source: 'LIVE' }), beat([[500, 800]], 40));
    const after = await row();
    expect(after?.covered).toBeLessThanOrEqual(1.5 * 40 + 3);
  });

  test('time away from the page earns nothing: a new ticket starts the clock again', async () => {
    await write(beat([[0, 15]], 15));
    await write(beat([[15, 3000]], 86_410, { ticketAt: START + 86_400 }));
    expect((await row())?.covered).toBeLessThanOrEqual(15 + 18 + CARRY_SECONDS);
  });

  test('a beat that arrives late does not move the resume position back', async () => {
    await write(beat([[60, 75]], 75));
    await write(beat([[0, 10]], 70));
    expect(await row()).toMatchObject({ position: 75 });
  });

  test('a deleted session or member does not hold up the others', async () => {
    await write(
      beat([[0, 15]], 15, { sessionId: 999_999 }),
      beat([[0, 15]], 15, { memberId: 888_888 }),
      beat([[0, 15]], 15),
    );
    expect(await row()).toMatchObject({ covered: 15 });
  });

  test('several writers at once agree, and none waits for another crosswise', async () => {
    const everybody = (t: number) => room.memberIds.map((memberId) => beat([[t - 15, t]], t, { memberId }));
    const beats = [15, 30, 45, 60].flatMap(everybody);
    await Promise.all([write(...beats), write(...[...beats].reverse()), write(...beats), write(...everybody(30))]);
    const { rows } = await services.pool.query('select distinct recording::text, covered from session_coverage');
    expect(rows).toEqual([{ recording: '{[0,60)}', covered: 60 }]);
  });

  test('for any beats the database does what the rule says', async () => {
    const anyBeat = fc.record({
      live: fc.boolean(),
      from: fc.integer({ min: 0, max: 200 }),
      length: fc.integer({ min: 1, max: 60 }),
      second: fc.option(fc.record({ from: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: 1, max: 60 }) })),
      wait: fc.integer({ min: -3, max: 40 }),
      ticket: fc.constantFrom(0, 10, 50),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyBeat, { minLength: 1, maxLength: 8 }), async (given) => {
        await services.pool.query('delete from session_coverage');
        let at = 50;
        let state: State | null = null;
        for (const { live, from, length, second, wait, ticket } of given) {
          at = Math.max(50, at + wait);
          const ranges: SecondRange[] = [[from, from + length]];
          if (second) ranges.push([second.from, second.from + second.length]);
          const one = beat(ranges, at, { source: live ? 'LIVE' : 'RECORDING', ticketAt: START + ticket });
          await write(one);
          state = credit(state, one);
        }
        const stored = await row();
        expect(stored).toMatchObject({
          live: toMultirange(state?.live ?? []),
          recording: toMultirange(state?.recording ?? []),
          covered: rangesLength(unionRanges([...(state?.live ?? []), ...(state?.recording ?? [])])),
        });
      }),
      { numRuns: 60 },
    );
  });
});

interface State {
  live: SecondRange[];
  recording: SecondRange[];
  last: number;
  allowance: number;
}

/** The same rule again, slow and plain, one beat at a time. */
function credit(state: State | null, one: StampedBeat): State {
  const now = one.arrivedAt / 1000;
  const claim = takeSeconds(unionRanges(one.ranges), (now - one.ticketAt + 2) * MAX_RATE);
  const side = one.source === 'LIVE' ? 'live' : 'recording';
  if (!state) {
    const allowance = Math.max(0, Math.min(CARRY_SECONDS, (now - one.ticketAt) * MAX_RATE - rangesLength(claim)));
    return { live: [], recording: [], [side]: claim, last: now, allowance } as State;
  }
  const budget = state.allowance + MAX_RATE * Math.max(0, now - Math.max(state.last, one.ticketAt));
  const fresh = subtractRanges(claim, state[side]);
  const added = rangesLength(fresh) <= budget ? fresh : takeSeconds(fresh, budget);
  return {
    ...state,
    [side]: unionRanges([...state[side], ...added]),
    last: Math.max(state.last, now),
    allowance: Math.min(CARRY_SECONDS, budget - rangesLength(added)),
  };
}
