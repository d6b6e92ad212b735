import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type BeatBody, BeatClient, type BeatState } from './beat-client';
import type { BeatStore, UnsentBeats } from './beat-store';

/** A server and a device of our own: what they answer and keep is set by the test. */
function device() {
  const kept = new Map<string, UnsentBeats>();
  const sent: BeatBody[] = [];
  const states: BeatState[] = [];
  const world = { status: 204, online: true };
  const store: BeatStore = {
    others: (own) => [...kept].filter(([id]) => id !== own).map(([id, unsent]) => ({ id, unsent })),
    save: (id, unsent) => void (unsent ? kept.set(id, unsent) : kept.delete(id)),
  };
  const open = (id: string, renew?: () => Promise<string | null>) =>
    new BeatClient({
      id,
      ticket: `ticket-${id}`,
      length: 100,
      store,
      post: async (body) => {
        if (!world.online) throw new TypeError('Failed to fetch');
        sent.push(body);
        return world.status;
      },
      beacon: (body) => void (world.online && sent.push(body)),
      isVisible: () => true,
      onState: (state) => void states.push(state),
      onAcknowledged: () => {},
      ...(renew ? { renew } : {}),
    });
  return { kept, sent, states, world, open };
}
const watch = (client: BeatClient, from: number, to: number) => {
  for (let at = from; at < to; at += 0.25) client.tick({ from: at, to: at + 0.25, rate: 1 });
};

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('the beat client', () => {
  test('sends what was played every fifteen seconds, each second once', async () => {
    const { sent, open, kept } = device();
    const client = open('a');
    watch(client, 0, 15);
    await jest.advanceTimersByTimeAsync(15_000);
    watch(client, 15, 30);
    await jest.advanceTimersByTimeAsync(15_000);
    expect(sent.map((beat) => beat.ranges)).toEqual([[[0, 15]], [[15, 30]]]);
    expect(sent.map((beat) => beat.seq)).toEqual([1, 2]);
    expect(kept.size).toBe(0);
    client.close();
  });

  test('ten minutes without network: all of it arrives by itself afterwards', async () => {
    const { sent, states, world, open } = device();
    const client = open('a');
    world.online = false;
    watch(client, 0, 60);
    await jest.advanceTimersByTimeAsync(600_000);
    expect(sent).toEqual([]);
    expect(states.at(-1)).toBe('offline');
    world.online = true;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(sent[0]?.ranges).toEqual([[0, 60]]);
    expect(states.at(-1)).toBe('saved');
    client.close();
  });

  test('a closed tab leaves what was not acknowledged; the next one sends it first, with the old ticket', async () => {
    const { sent, kept, world, open } = device();
    const first = open('a');
    world.online = false;
    watch(first, 0, 20);
    first.close();
    expect(kept.get('a')?.ranges).toEqual([[0, 20]]);
    world.online = true;
    const second = open('b');
    watch(second, 50, 60);
    await second.flush();
    await jest.advanceTimersByTimeAsync(0);
    await second.flush();
    expect(sent.map((beat) => [beat.ticket, beat.ranges])).toEqual([
      ['ticket-a', [[0, 20]]],
      ['ticket-b', [[50, 60]]],
    ]);
    expect(kept.size).toBe(0);
    second.close();
  });

  test('an overloaded server is asked again later, and nothing is dropped', async () => {
    const { sent, world, open } = device();
    const client = open('a');
    world.status = 503;
    watch(client, 0, 10);
    await client.flush();
    world.status = 204;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(sent.at(-1)?.ranges).toEqual([[0, 10]]);
    expect(client.unsent()).toEqual([]);
    client.close();
  });

  test('a ticket that ran out is renewed and the same seconds go with the new one', async () => {
    const { sent, world, open } = device();
    const client = open('a', async () => {
      world.status = 204;
      return 'ticket-new';
    });
    world.status = 401;
    watch(client, 0, 10);
    await client.flush();
    expect(sent.map((beat) => beat.ticket)).toEqual(['ticket-a', 'ticket-new']);
    expect(client.unsent()).toEqual([]);
    client.close();
  });

  test('leaving hands the rest to the browser and keeps it until an answer is known', () => {
    const { sent, kept, open } = device();
    const client = open('a');
    watch(client, 0, 7);
    client.leave();
    expect(sent[0]?.ranges).toEqual([[0, 7]]);
    expect(kept.get('a')?.ranges).toEqual([[0, 7]]);
    client.close();
  });

  test('played to the end, the whole timeline is claimed', async () => {
    const { sent, open } = device();
    const client = open('a');
    watch(client, 0, 99.5);
    client.ended(99.6);
    await jest.advanceTimersByTimeAsync(0);
    expect(sent.at(-1)).toMatchObject({ ranges: [[0, 100]], position: 100 });
    client.close();
  });
});
