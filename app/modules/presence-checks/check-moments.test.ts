import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkMoments,
  checkToken,
  dueChecks,
  nearChecks,
  presenceCheckKey,
  readCheckToken,
  TELL_AHEAD_SECONDS,
} from './check-moments';
import {
  checkState,
  edgeSeconds,
  isMet,
  neededChecks,
  plannedChecks,
  type StoredCheck,
  scheduledSeconds,
} from './schema';

const key = presenceCheckKey('a secret of the tests and of nothing else');
const anyPlan = fc.record({
  sessionId: fc.integer({ min: 1, max: 2_000_000 }),
  memberId: fc.integer({ min: 1, max: 2_000_000 }),
  count: fc.constantFrom(0, 2, 3, 4),
  seconds: fc.integer({ min: 0, max: 30_000 }),
});

describe('how many checks a session has', () => {
  test.each([
    [0, 5400, 0],
    [2, 5400, 2],
    [4, 5400, 4],
    [4, 1320, 4],
    // Too short for four stretches of three minutes.
    [4, 800, 3],
    [2, 90, 1],
    [2, 59, 0],
  ])('%i in %i s: %i', (count, seconds, planned) => expect(plannedChecks(count, seconds)).toBe(planned));

  test.each([
    [4, 2, 5400, 2],
    [2, 1, 5400, 1],
    [3, 0, 5400, 0],
    // One is asked: none is needed, so that one may always be missed.
    [3, 2, 90, 0],
    [4, 3, 800, 2],
  ])('%i checks of which %i, in %i s: %i are needed', (presenceChecks, presenceChecksNeeded, seconds, needed) =>
    expect(neededChecks({ presenceChecks, presenceChecksNeeded }, seconds)).toBe(needed),
  );

  test('a session without an end is planned as two hours, one that ends before it begins too', () => {
    const startsAt = '2026-11-24T00:30:00Z';
    expect(scheduledSeconds({ startsAt, endsAt: '2026-11-24T02:00:00Z' })).toBe(5400);
    expect(scheduledSeconds({ startsAt, endsAt: null })).toBe(7200);
    expect(scheduledSeconds({ startsAt, endsAt: startsAt })).toBe(7200);
  });
});

describe('moments', () => {
  test('are as many as the rule says, in order, within the edges, apart from each other, and always the same', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const moments = checkMoments(plan, key);
        expect(moments.map(({ number }) => number)).toEqual(
          Array.from({ length: plannedChecks(plan.count, plan.seconds) }, (_, i) => i + 1),
        );
        const edge = edgeSeconds(plan.seconds);
        const stretch = (plan.seconds - 2 * edge) / moments.length;
        for (const [i, { at }] of moments.entries()) {
          expect(Number.isInteger(at)).toBe(true);
          expect(at).toBeGreaterThanOrEqual(edge);
          expect(at).toBeLessThan(plan.seconds - edge);
          const before = moments[i - 1];
          if (before) expect(at - before.at).toBeGreaterThanOrEqual(Math.floor(stretch / 4));
        }
        expect(checkMoments(plan, key)).toEqual(moments);
      }),
    );
  });

  test('of ten thousand members lie evenly over their stretch, so that nobody is asked with everybody', () => {
    const minutes = new Map<number, number>();
    for (let memberId = 1; memberId <= 10_000; memberId += 1) {
      const [first] = checkMoments({ sessionId: 7, memberId, count: 3, seconds: 5400 }, key);
      const minute = Math.floor((first?.at ?? 0) / 60);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    // 20 minutes of the first stretch: about 500 each, the last one half.
    expect(minutes.size).toBe(20);
    expect(Math.max(...minutes.values())).toBeLessThan(650);
  });

  test('are other ones under another secret', () => {
    const plan = { sessionId: 7, memberId: 9, count: 4, seconds: 5400 };
    const other = checkMoments(plan, presenceCheckKey('another secret that somebody may have guessed'));
    const own = checkMoments(plan, presenceCheckKey('a secret of the tests and of nothing else'));
    expect(other.map(({ at }) => at)).not.toEqual(own.map(({ at }) => at));
  });
});

describe('tokens', () => {
  const plan = { sessionId: 7, memberId: 9, count: 4, seconds: 5400 };
  const moments = checkMoments(plan, key);

  test('are read back for their owner, and for nobody else', () => {
    for (const { number, at } of moments) {
      const token = checkToken(plan, { number, at }, key);
      expect(readCheckToken(token, plan, key)).toEqual({ number, at });
      expect(readCheckToken(token, { ...plan, memberId: 10 }, key)).toBeNull();
      expect(readCheckToken(token, { ...plan, sessionId: 8 }, key)).toBeNull();
      expect(readCheckToken(token.replace(/\.\d+\./, '.1.'), plan, key)).toBeNull();
    }
  });
  test.each(['', 'x', '1.2', '9.10.AAAAAAAAAAAAAAAA', '1.10.AAAAAAAAAAAAAAA', `1.10.${'A'.repeat(400)}`])(
    '%s is none',
    (text) => expect(readCheckToken(text, plan, key)).toBeNull(),
  );
});

describe('what a beat’s answer tells', () => {
  const at = (second: number) => [{ number: 1, at: second }];
  test.each([
    ['far ahead', [[0, 15]], 15, 100, 0],
    ['near ahead', [[0, 15]], 60, 60 + TELL_AHEAD_SECONDS, 1],
    ['just beyond', [[0, 15]], 60, 61 + TELL_AHEAD_SECONDS, 0],
    ['passed in this beat', [[40, 55]], 55, 50, 1],
    ['passed long ago', [[40, 55]], 55, 39, 0],
    ['in what an old tab left', [[0, 3000]], 9000, 1234, 1],
  ] as const)('%s', (_name, ranges, position, second, told) => {
    expect(nearChecks({ ranges, position }, at(second))).toHaveLength(told);
  });
  test('two at once go in one answer', () => {
    const two = [...at(10), { number: 2, at: 20 }];
    expect(nearChecks({ ranges: [[0, 30]], position: 30 }, two)).toEqual(two);
  });

  test('whoever plays everything in beats of any length is told every moment, before or just after it passes', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 120 }), (plan, length) => {
        const moments = checkMoments(plan, key);
        const told = new Set<number>();
        for (let from = 0; from < plan.seconds; from += length) {
          const to = Math.min(plan.seconds, from + length);
          for (const { number } of nearChecks({ ranges: [[from, to]], position: to }, moments)) told.add(number);
        }
        expect([...told].sort()).toEqual(moments.map(({ number }) => number));
      }),
    );
  });
});

test('due are the moments that were watched and not asked', () => {
  const moments = [10, 500, 900].map((at, i) => ({ number: i + 1, at }));
  const due = dueChecks([[0, 600] as const], [{ number: 1 }], moments);
  expect(due.map(({ number }) => number)).toEqual([2]);
});

describe('the state of a check', () => {
  const asked: StoredCheck = {
    ...{ number: 1, at: 100, askedAt: '2026-11-24T01:00:00Z', answerBy: '2026-11-24T01:02:00Z' },
    ...{ answeredAt: null, deliveredAt: null, explanation: null, explainedAt: null },
    ...{ accepted: null, decisionReason: null, decidedByName: null },
  };
  const explained = { explanation: 'Mất điện', explainedAt: '2026-11-24T03:00:00Z' };
  test.each([
    ['just asked', {}, '2026-11-24T01:02:00Z', 'OPEN', false],
    ['two minutes later', {}, '2026-11-24T01:02:01Z', 'MISSED', false],
    ['answered', { answeredAt: '2026-11-24T01:00:20Z' }, '2026-11-24T01:01:00Z', 'ANSWERED', true],
    [
      'delivered late',
      { answeredAt: '2026-11-24T01:00:20Z', deliveredAt: '2026-11-24T01:05:00Z' },
      '2026-11-24T01:06:00Z',
      'LATE',
      true,
    ],
    ['explained', explained, '2026-11-24T04:00:00Z', 'EXPLAINED', false],
    ['accepted', { ...explained, accepted: true }, '2026-11-24T04:00:00Z', 'ACCEPTED', true],
    ['declined', { ...explained, accepted: false }, '2026-11-24T04:00:00Z', 'DECLINED', false],
  ])('%s', (_name, change, now, state, met) => {
    const check = { ...asked, ...change };
    expect(checkState(check, new Date(now))).toBe(state);
    expect(isMet(check)).toBe(met);
  });
});
