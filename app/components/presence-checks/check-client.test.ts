import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CheckReply } from '~/modules/presence-checks/schema';
import { type CheckBody, CheckClient, type CheckClientOptions, type Question } from './check-client';
import type { KeptAnswer } from './check-store';

/** A server and a device of our own. The server asks once a number and gives two minutes, as the real one does. */
function world() {
  const kept = new Map<number, KeptAnswer>();
  const asked = new Map<number, { askedAt: number; answered: boolean }>();
  const sent: CheckBody[] = [];
  const state = { online: true, status: 200, ready: true, settled: 0 };
  const shown: (Question | null)[] = [];
  const answer = (body: CheckBody): CheckReply => {
    const number = 'ask' in body ? Number(body.ask.split('.')[0]) : body.answer;
    const now = performance.now();
    const found = asked.get(number);
    if ('answer' in body) {
      if (!found) throw new Error('nobody asked');
      const inTime = now - found.askedAt <= 120_000 || body.elapsedMs <= 120_000;
      found.answered ||= inTime;
      return { state: inTime ? 'ANSWERED' : 'MISSED', number };
    }
    if (!state.ready) return { state: 'WAIT', number, retryMs: 4_000 };
    const one = found ?? { askedAt: now, answered: false };
    asked.set(number, one);
    if (one.answered) return { state: 'ANSWERED', number };
    const leftMs = 120_000 - (now - one.askedAt);
    return leftMs >= 0 ? { state: 'OPEN', number, leftMs } : { state: 'MISSED', number };
  };
  const open = (over: Partial<CheckClientOptions> = {}) =>
    new CheckClient({
      ...{ ticket: 'ticket', answerMs: 120_000, open: null, due: [], asked: [] },
      store: {
        all: () => [...kept.values()],
        save: (one) => void kept.set(one.number, one),
        remove: ({ number }) => void kept.delete(number),
      },
      post: async (body) => {
        if (!state.online) throw new TypeError('Failed to fetch');
        sent.push(body);
        return state.status === 200 ? { status: 200, reply: answer(body) } : { status: state.status, reply: null };
      },
      renew: async () => {
        state.status = 200;
        return 'renewed';
      },
      now: () => performance.now(),
      onChange: (question) => void shown.push(question),
      onSettled: () => {
        state.settled += 1;
      },
      ...over,
    });
  const settle = () => jest.advanceTimersByTimeAsync(0);
  return { kept, asked, sent, state, shown, open, settle, last: () => shown.at(-1)?.state };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('the check client', () => {
  test('puts the question when the player passes the moment, and not before', async () => {
    const { open, sent, settle, last, shown } = world();
    const client = open();
    client.hear('1.100.sig', [[60, 75]]);
    client.played(99.9);
    await settle();
    expect(sent).toEqual([]);
    client.played(100.1);
    await settle();
    expect(sent).toEqual([{ ticket: 'ticket', ask: '1.100.sig' }]);
    expect(last()).toBe('asking');
    expect(shown.at(-1)?.endsAt).toBe(performance.now() + 120_000);
    client.close();
  });

  test('one tap answers; a second one and a repeated announcement do nothing', async () => {
    const { open, sent, settle, last, kept, state } = world();
    const client = open();
    client.hear('1.100.sig', [[90, 105]]);
    client.played(20);
    await settle();
    await jest.advanceTimersByTimeAsync(30_000);
    client.answer();
    client.answer();
    await settle();
    expect(sent.slice(1)).toEqual([{ ticket: 'ticket', answer: 1, elapsedMs: 30_000 }]);
    expect(last()).toBe('answered');
    expect(kept.size).toBe(0);
    expect(state.settled).toBe(1);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(last()).toBeUndefined();
    client.hear('1.100.sig', [[90, 105]]);
    client.played(200);
    await settle();
    expect(sent).toHaveLength(2);
    client.close();
  });

  test('nobody taps: it says so, and the page learns of it', async () => {
    const { open, settle, last, state } = world();
    const client = open({ due: ['2.500.sig'] });
    client.played(3);
    await settle();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(last()).toBe('missed');
    expect(state.settled).toBe(1);
    client.dismiss();
    expect(last()).toBeUndefined();
    client.close();
  });

  test('what was watched stands still: a due moment is put only when something plays', async () => {
    const { open, sent, settle } = world();
    const client = open({ due: ['2.500.sig'] });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    client.played(3);
    await settle();
    expect(sent).toHaveLength(1);
    client.close();
  });

  test('the server says "not yet": asked again later, and one at a time', async () => {
    const { open, sent, state, settle, last } = world();
    const client = open({ due: ['1.50.sig', '2.500.sig'] });
    state.ready = false;
    client.played(600);
    client.played(600.2);
    await settle();
    expect(sent).toHaveLength(1);
    client.played(601);
    await settle();
    expect(sent).toHaveLength(1);
    state.ready = true;
    await jest.advanceTimersByTimeAsync(4_000);
    client.played(605);
    client.played(605.2);
    await settle();
    expect(sent).toHaveLength(2);
    expect(last()).toBe('asking');
    client.played(606);
    await settle();
    expect(sent).toHaveLength(2);
    client.close();
  });

  test('no network at the moment: nothing is put and no time runs; it comes when the network is back', async () => {
    const { open, sent, state, settle, last, asked } = world();
    const client = open();
    client.hear('1.100.sig', [[60, 75]]);
    state.online = false;
    client.played(100.1);
    await settle();
    expect(last()).toBeUndefined();
    await jest.advanceTimersByTimeAsync(200_000);
    state.online = true;
    client.online();
    client.played(300);
    await settle();
    expect(last()).toBe('asking');
    expect(asked.get(1)?.askedAt).toBe(performance.now());
    expect(sent).toHaveLength(1);
    client.close();
  });

  test('the network goes while the question stands: the tap is kept with its moment, and delivered afterwards', async () => {
    const { open, sent, state, settle, last, kept } = world();
    const client = open({ due: ['1.50.sig'] });
    client.played(60);
    await settle();
    state.online = false;
    await jest.advanceTimersByTimeAsync(45_000);
    client.answer();
    await settle();
    expect(last()).toBe('kept');
    expect(kept.get(1)).toMatchObject({ number: 1, elapsedMs: 45_000, ticket: 'ticket' });
    await jest.advanceTimersByTimeAsync(180_000);
    expect(last()).toBe('kept');
    state.online = true;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(sent.at(-1)).toEqual({ ticket: 'ticket', answer: 1, elapsedMs: 45_000 });
    expect(last()).toBe('answered');
    expect(kept.size).toBe(0);
    client.close();
  });

  test('the tab is closed after such a tap: the next page delivers it and does not ask again', async () => {
    const { open, sent, state, settle, shown } = world();
    const first = open({ due: ['1.50.sig'] });
    first.played(60);
    await settle();
    state.online = false;
    first.answer();
    await settle();
    first.close();
    state.online = true;
    const before = shown.length;
    const second = open({ ticket: 'another', open: { number: 1, leftMs: 60_000 } });
    await settle();
    expect(sent.at(-1)).toEqual({ ticket: 'ticket', answer: 1, elapsedMs: 0 });
    expect(shown.slice(before).some((question) => question?.state === 'asking')).toBe(false);
    expect(state.settled).toBe(1);
    second.close();
  });

  test('a reload in the middle shows the same question with the time that is left', async () => {
    const { open, shown, last } = world();
    const client = open({ open: { number: 3, leftMs: 42_000 } });
    expect(shown.at(-1)).toEqual({ number: 3, state: 'asking', endsAt: performance.now() + 42_000 });
    await jest.advanceTimersByTimeAsync(42_000);
    expect(last()).toBe('missed');
    client.close();
  });

  test('a ticket that ran out is renewed; an overloaded server is asked again', async () => {
    const { open, sent, state, settle, last } = world();
    const client = open({ due: ['1.50.sig'] });
    state.status = 401;
    client.played(60);
    await settle();
    expect(sent.map(({ ticket }) => ticket)).toEqual(['ticket', 'renewed']);
    expect(last()).toBe('asking');
    state.status = 503;
    client.answer();
    await settle();
    expect(last()).toBe('kept');
    state.status = 200;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(last()).toBe('answered');
    client.close();
  });

  test('rewatching: what was put before this page was opened is not asked for again', async () => {
    const { open, sent, settle } = world();
    const client = open({ asked: [1] });
    client.hear('1.100.sig', [[90, 105]]);
    client.played(106);
    await settle();
    expect(sent).toEqual([]);
    client.close();
  });

  test('answered on another device: nothing is shown', async () => {
    const { open, asked, settle, shown } = world();
    asked.set(1, { askedAt: performance.now(), answered: true });
    const client = open({ due: ['1.50.sig'] });
    client.played(60);
    await settle();
    expect(shown).toEqual([]);
    client.close();
  });
});
