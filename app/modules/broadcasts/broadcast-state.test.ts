import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyOrder, BROADCAST_ORDERS, type BroadcastLife, ordersIn } from './broadcast-state';
import { BROADCAST_STATES } from './schema';

const fresh: BroadcastLife = {
  state: 'SCHEDULED',
  lobbyAt: null,
  onAirAt: null,
  endedAt: null,
  publishedAt: null,
  pauses: [],
};
const done = (verdict: ReturnType<typeof applyOrder>): BroadcastLife => {
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict.life;
};

describe('the life of a broadcast', () => {
  test.each([
    ['SCHEDULED', ['open-lobby', 'go-on-air', 'cancel']],
    ['LOBBY', ['go-on-air', 'cancel']],
    ['ON_AIR', ['pause', 'end']],
    ['PAUSED', ['resume', 'end']],
    ['ENDED', []],
    ['PUBLISHED', []],
    ['CANCELLED', []],
  ] as const)('in %s the operator may %j and nothing else', (state, orders) => {
    expect(ordersIn(state)).toEqual(orders);
    for (const order of BROADCAST_ORDERS) {
      const verdict = applyOrder({ ...fresh, state }, order, { now: 1, streaming: true });
      expect(verdict.ok).toBe((orders as readonly string[]).includes(order));
    }
  });

  test('nobody is called to an empty picture', () => {
    const empty = { now: 5, streaming: false };
    expect(applyOrder({ ...fresh, state: 'LOBBY' }, 'go-on-air', empty)).toEqual({ ok: false, reason: 'NO_STREAM' });
    expect(applyOrder({ ...fresh, state: 'PAUSED' }, 'resume', empty)).toEqual({ ok: false, reason: 'NO_STREAM' });
    expect(applyOrder({ ...fresh, state: 'ON_AIR' }, 'end', empty).ok).toBe(true);
  });

  test('a whole morning', () => {
    let life = fresh;
    const order = (name: Parameters<typeof applyOrder>[1], now: number) => {
      life = done(applyOrder(life, name, { now, streaming: true }));
    };
    order('open-lobby', 100);
    order('go-on-air', 200);
    order('pause', 300);
    order('resume', 400);
    order('pause', 500);
    order('end', 600);
    order('publish', 700);
    expect(life).toEqual({
      ...{ state: 'PUBLISHED', lobbyAt: 100, onAirAt: 200, endedAt: 600, publishedAt: 700 },
      pauses: [
        { from: 300, to: 400 },
        { from: 500, to: 600 },
      ],
    });
    expect(applyOrder(life, 'publish', { now: 800, streaming: true })).toEqual({ ok: false, reason: 'WRONG_STATE' });
  });

  test('after any orders at any clock, moments are in order and pauses disjoint', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...BROADCAST_ORDERS, 'publish' as const), fc.nat(1_000)));
    fc.assert(
      fc.property(steps, (list) => {
        let life = fresh;
        for (const [order, now] of list) {
          const verdict = applyOrder(life, order, { now, streaming: true });
          if (verdict.ok) life = verdict.life;
        }
        expect(BROADCAST_STATES).toContain(life.state);
        const moments = life.pauses.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
        const all = [
          life.onAirAt,
          ...moments,
          life.state === 'CANCELLED' ? null : life.endedAt,
          life.publishedAt,
        ].filter((at) => at !== null);
        expect([...all].sort((a, b) => a - b)).toEqual(all);
        expect(life.pauses.slice(0, -1).every(({ to }) => to !== null)).toBe(true);
        expect(life.pauses.at(-1)?.to === null).toBe(life.state === 'PAUSED');
      }),
    );
  });
});
