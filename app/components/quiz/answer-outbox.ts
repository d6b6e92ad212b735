import type { SavedAnswers, WireAnswer } from '~/modules/quizzes/schema';

/** Answers given but not yet confirmed by the server, by question number. Kept in the browser's store until they are. */
export type Unsent = Record<number, { answer: WireAnswer; revision: number }>;

/** `ended`: the attempt is over; `signedOut`: sign in again and the answers follow; `offline`: try again later. */
export type SendResult =
  | { kind: 'stored'; saved: SavedAnswers }
  | { kind: 'ended' | 'signedOut' | 'refused'; message: string }
  | { kind: 'offline' };

export type OutboxState = 'idle' | 'sending' | 'saved' | 'offline' | 'ended' | 'signedOut' | 'refused';

export interface OutboxOptions {
  /** Names the attempt in the store. */
  key: string;
  store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  send: (unsent: Unsent) => Promise<SendResult>;
  /** Milliseconds since the attempt began, on the server's clock. */
  elapsed: () => number;
  onState: (state: OutboxState, message?: string) => void;
  /** Another device gave a newer answer. */
  onNewer: (number: number, answer: WireAnswer) => void;
  /** Runs `work` after `ms`; returns how to cancel it. */
  later: (work: () => void, ms: number) => () => void;
}

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** Sends answers one request at a time, newest per question, until the server has them; survives a reload and a lost network. */
export function createAnswerOutbox(options: OutboxOptions) {
  const { key, store, send, elapsed, onState, onNewer, later } = options;
  const known = new Map<number, number>();
  let unsent: Unsent = {};
  let sending: Promise<void> | null = null;
  let tries = 0;
  let cancel: (() => void) | null = null;
  let over = false;

  const keep = () => {
    try {
      if (Object.keys(unsent).length === 0) store?.removeItem(key);
      else store?.setItem(key, JSON.stringify(unsent));
    } catch {
      // A full or forbidden store: the answers still wait in memory.
    }
  };

  const plan = (ms: number) => {
    cancel?.();
    cancel = later(() => void flush(), ms);
  };

  async function sendOnce(): Promise<void> {
    const batch = { ...unsent };
    onState('sending');
    const result = await send(batch).catch((): SendResult => ({ kind: 'offline' }));
    if (result.kind === 'offline') {
      onState('offline');
      plan(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 15_000);
      tries += 1;
      return;
    }
    tries = 0;
    if (result.kind !== 'stored') {
      if (result.kind === 'ended') over = true;
      // What the server refuses for good must not be sent again; what waits for a sign-in must stay.
      if (result.kind !== 'signedOut') unsent = {};
      keep();
      onState(result.kind, result.message);
      return;
    }
    for (const { number, revision, answer } of result.saved.stored) {
      const sent = batch[number];
      known.set(number, Math.max(known.get(number) ?? 0, revision));
      if (unsent[number]?.revision !== sent?.revision) continue;
      delete unsent[number];
      if (sent && revision > sent.revision) onNewer(number, answer);
    }
    keep();
    if (Object.keys(unsent).length > 0) plan(0);
    else onState('saved');
  }

  /** Sends what waits now. Resolves when that try is over, whatever came of it. */
  function flush(): Promise<void> {
    cancel?.();
    cancel = null;
    if (sending) return sending;
    if (over || Object.keys(unsent).length === 0) return Promise.resolve();
    sending = sendOnce().finally(() => {
      sending = null;
    });
    return sending;
  }

  return {
    /** Revision the server has of a question, from the page. */
    learn(number: number, revision: number) {
      known.set(number, Math.max(known.get(number) ?? 0, revision));
    },
    /** A new answer; sent after `wait` ms (typing) unless another flush comes first. */
    give(number: number, answer: WireAnswer, wait: number) {
      if (over) return;
      const last = Math.max(known.get(number) ?? 0, unsent[number]?.revision ?? 0);
      unsent[number] = { answer, revision: Math.max(last + 1, Math.round(elapsed())) };
      keep();
      if (!sending) plan(wait);
    },
    /** What an earlier visit could not send and the server does not have newer. Sends it. */
    restore(): Unsent {
      let found: Unsent = {};
      try {
        found = JSON.parse(store?.getItem(key) ?? '{}') as Unsent;
      } catch {
        found = {};
      }
      for (const [number, entry] of Object.entries(found)) {
        const newer = entry?.revision > (known.get(Number(number)) ?? 0);
        if (newer && !unsent[Number(number)]) unsent[Number(number)] = entry;
      }
      keep();
      if (Object.keys(unsent).length > 0) plan(0);
      return { ...unsent };
    },
    flush,
    waiting: () => Object.keys(unsent).length,
    close() {
      cancel?.();
    },
  };
}

export type AnswerOutbox = ReturnType<typeof createAnswerOutbox>;
