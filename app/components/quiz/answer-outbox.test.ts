import { describe, expect, test } from '@jest/globals';
import type { WireAnswer } from '~/modules/quizzes/schema';
import { createAnswerOutbox, type OutboxState, type SendResult, type Unsent } from './answer-outbox';

function setUp(replies: (SendResult | 'echo')[], kept: Record<string, string> = {}) {
  const sent: Unsent[] = [];
  const states: OutboxState[] = [];
  const newer: [number, WireAnswer][] = [];
  let timers: { work: () => void; ms: number }[] = [];
  let clock = 1_000;
  const outbox = createAnswerOutbox({
    key: 'k',
    store: {
      getItem: (key) => kept[key] ?? null,
      setItem: (key, value) => {
        kept[key] = value;
      },
      removeItem: (key) => {
        delete kept[key];
      },
    },
    send: async (unsent) => {
      sent.push(unsent);
      const reply = replies.shift() ?? 'echo';
      if (reply !== 'echo') return reply;
      const stored = Object.entries(unsent).map(([number, entry]) => ({ number: Number(number), ...entry }));
      return { kind: 'stored', saved: { stored } };
    },
    elapsed: () => clock,
    onState: (state) => states.push(state),
    onNewer: (number, answer) => newer.push([number, answer]),
    later: (work, ms) => {
      const timer = { work, ms };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  return {
    outbox,
    sent,
    states,
    newer,
    kept,
    waits: () => timers.map(({ ms }) => ms),
    tick: (ms: number) => (clock += ms),
  };
}

describe('the outbox of answers', () => {
  test('keeps an answer in the store until the server has it', async () => {
    const { outbox, kept, states, sent } = setUp([]);
    outbox.give(1, { choice: 2 }, 0);
    expect(kept.k).toContain('"choice":2');
    await outbox.flush();
    expect(sent).toEqual([{ 1: { answer: { choice: 2 }, revision: 1_000 } }]);
    expect(kept).toEqual({});
    expect(states).toEqual(['sending', 'saved']);
  });

  test('offline: waits longer each time, then sends only the newest of each question', async () => {
    const { outbox, waits, sent, states, tick } = setUp([{ kind: 'offline' }, { kind: 'offline' }]);
    outbox.give(1, { choice: 0 }, 0);
    await outbox.flush();
    expect(waits()).toEqual([1_000]);
    tick(500);
    outbox.give(1, { choice: 1 }, 0);
    await outbox.flush();
    expect(waits()).toEqual([2_000]);
    await outbox.flush();
    expect(sent.at(-1)).toEqual({ 1: { answer: { choice: 1 }, revision: 1_500 } });
    expect(states.at(-1)).toBe('saved');
    expect(outbox.waiting()).toBe(0);
  });

  test('revisions grow even within one millisecond and above what the server has', () => {
    const { outbox, kept } = setUp([]);
    outbox.learn(1, 5_000);
    outbox.give(1, { choice: 0 }, 0);
    outbox.give(1, { choice: 1 }, 0);
    expect(JSON.parse(kept.k ?? '{}')).toEqual({ 1: { answer: { choice: 1 }, revision: 5_002 } });
  });

  test('an answer changed while it was being sent is sent again', async () => {
    const { outbox, sent, tick } = setUp([]);
    outbox.give(1, { choice: 0 }, 0);
    const first = outbox.flush();
    tick(10);
    outbox.give(1, { choice: 1 }, 0);
    await first;
    expect(outbox.waiting()).toBe(1);
    await outbox.flush();
    expect(sent).toHaveLength(2);
    expect(outbox.waiting()).toBe(0);
  });

  test('a newer answer of another device is taken over', async () => {
    const stored = [{ number: 1, revision: 9_000, answer: { choice: 3 } }];
    const { outbox, newer } = setUp([{ kind: 'stored', saved: { stored } }]);
    outbox.give(1, { choice: 0 }, 0);
    await outbox.flush();
    expect(newer).toEqual([[1, { choice: 3 }]]);
    expect(outbox.waiting()).toBe(0);
  });

  test('after a reload only what the server does not have newer is sent', async () => {
    const left = { 1: { answer: { choice: 1 }, revision: 700 }, 2: { answer: { text: 'a' }, revision: 800 } };
    const { outbox, sent } = setUp([], { k: JSON.stringify(left) });
    outbox.learn(1, 900);
    expect(outbox.restore()).toEqual({ 2: left[2] });
    await outbox.flush();
    expect(sent).toEqual([{ 2: left[2] }]);
  });

  test('the end is final, a lost sign-in keeps the answers, a spoilt store is ignored', async () => {
    const over = setUp([{ kind: 'ended', message: 'hết' }]);
    over.outbox.give(1, { choice: 0 }, 0);
    await over.outbox.flush();
    over.outbox.give(1, { choice: 1 }, 0);
    expect([over.outbox.waiting(), over.kept]).toEqual([0, {}]);

    const out = setUp([{ kind: 'signedOut', message: 'đăng nhập' }]);
    out.outbox.give(1, { choice: 0 }, 0);
    await out.outbox.flush();
    expect(out.kept.k).toContain('"choice":0');
    expect(setUp([], { k: '{{' }).outbox.restore()).toEqual({});
  });
});
