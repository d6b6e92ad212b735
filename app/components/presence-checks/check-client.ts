import type { CheckReply } from '~/modules/presence-checks/schema';
import type { SecondRange } from '~/platform/ranges';
import type { CheckStore, KeptAnswer } from './check-store';

/** What stands on the page. `sending`: tapped, not confirmed yet. `kept`: tapped, the server cannot be reached, it is sent by itself. */
export interface Question {
  number: number;
  state: 'asking' | 'sending' | 'kept' | 'answered' | 'missed';
  /** Milliseconds by `now()`: the end of the time to answer. */
  endsAt: number;
}

export type CheckBody = { ticket: string } & ({ ask: string } | { answer: number; elapsedMs: number });

export interface CheckClientOptions {
  ticket: string;
  /** Milliseconds to answer. */
  answerMs: number;
  /** The question that stood when the page was made, and moments that were passed without being asked. */
  open: { number: number; leftMs: number } | null;
  due: readonly string[];
  /** Numbers that were put already: rewatching asks nothing. */
  asked: readonly number[];
  store: CheckStore;
  /** Posts; `reply` is null unless the status is 200. Rejects when the server cannot be reached. */
  post: (body: CheckBody) => Promise<{ status: number; reply: CheckReply | null }>;
  /** A new ticket when the old one has run out; null: sign in again. */
  renew: () => Promise<string | null>;
  /** Milliseconds that only go forward. */
  now: () => number;
  onChange: (question: Question | null) => void;
  /** A check was answered or missed: the page's list is not true any more. */
  onSettled: () => void;
}

interface Told {
  at: number;
  token: string;
  /** Watched already: put at the next played moment, wherever the player is. */
  passed: boolean;
}

const RETRY_MS = 5_000;
/** How long the thanks stay. */
const THANKS_MS = 6_000;

/**
 * Asks for a check when the player passes its moment, shows it for its time and delivers the one tap. The server decides whether a
 * question is put and when its time is over; this only brings it to the screen. Nothing is put while the server cannot be reached.
 */
export class CheckClient {
  private readonly told = new Map<number, Told>();
  private readonly settled = new Set<number>();
  private question: Question | null = null;
  private ticket: string;
  private asking = false;
  private retryAt = 0;
  private closed = false;
  private timers = new Map<string, ReturnType<typeof setTimeout>>();
  private undelivered: KeptAnswer[];
  private delivering = false;

  constructor(private readonly options: CheckClientOptions) {
    this.ticket = options.ticket;
    for (const number of options.asked) this.settled.add(number);
    for (const token of options.due) this.take(token, true);
    this.undelivered = options.store.all();
    const { open } = options;
    if (open && !this.undelivered.some(({ number }) => number === open.number)) this.put(open.number, open.leftMs);
    void this.deliver();
  }

  /** The header of a beat's answer, and what that beat said was played. */
  hear(header: string, ranges: readonly SecondRange[]): void {
    for (const token of header.split(',')) {
      const at = Number(token.split('.')[1]);
      this.take(
        token,
        ranges.some(([from, to]) => from <= at && at < to),
      );
    }
  }

  /** Something was played up to this second. */
  played(to: number): void {
    if (this.closed || this.asking || this.busy() || this.options.now() < this.retryAt) return;
    for (const [number, moment] of this.told) {
      if (!moment.passed && moment.at > to) continue;
      void this.ask(number, moment.token);
      return;
    }
  }

  /** The one tap. */
  answer(): void {
    const { question } = this;
    if (question?.state !== 'asking') return;
    const { now, answerMs, store } = this.options;
    const elapsedMs = Math.max(0, Math.min(answerMs, Math.round(answerMs - (question.endsAt - now()))));
    const kept = { ticket: this.ticket, number: question.number, elapsedMs, savedAt: Date.now() };
    store.save(kept);
    this.undelivered.push(kept);
    this.show({ ...question, state: 'sending' });
    void this.deliver();
  }

  /** Takes an answer or a missed check off the screen. */
  dismiss(): void {
    if (this.question?.state === 'answered' || this.question?.state === 'missed') this.show(null);
  }

  /** The network is back. */
  online(): void {
    this.retryAt = 0;
    void this.deliver();
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private busy(): boolean {
    return this.question !== null && this.question.state !== 'answered' && this.question.state !== 'missed';
  }

  private take(token: string, passed: boolean): void {
    const number = Number(token.split('.')[0]);
    const at = Number(token.split('.')[1]);
    if (!Number.isInteger(number) || !Number.isInteger(at) || this.settled.has(number)) return;
    this.told.set(number, { at, token, passed: passed || this.told.get(number)?.passed === true });
  }

  private async ask(number: number, token: string): Promise<void> {
    this.asking = true;
    const { now } = this.options;
    const answer = await this.post({ ask: token });
    this.asking = false;
    if (this.closed) return;
    if (answer === 'later') this.retryAt = now() + RETRY_MS;
    else if (answer === 'refused') this.told.delete(number);
    else if (answer.state === 'WAIT') this.retryAt = now() + (answer.retryMs ?? RETRY_MS);
    else if (answer.state === 'OPEN') this.put(answer.number, answer.leftMs ?? 0);
    else {
      this.settle(answer.number);
      // Missed on another device, or before this page was opened: the list on this page may not know.
      if (answer.state === 'MISSED') this.options.onSettled();
    }
  }

  private put(number: number, leftMs: number): void {
    this.settle(number);
    this.show({ number, state: 'asking', endsAt: this.options.now() + leftMs });
    this.after('end', leftMs, () => this.end(number));
  }

  private end(number: number): void {
    if (this.question?.number !== number || this.question.state !== 'asking') return;
    this.show({ ...this.question, state: 'missed' });
    this.options.onSettled();
  }

  private settle(number: number): void {
    this.settled.add(number);
    this.told.delete(number);
  }

  private async deliver(): Promise<void> {
    if (this.delivering || this.closed) return;
    this.delivering = true;
    for (let first = this.undelivered[0]; first && !this.closed; first = this.undelivered[0]) {
      const { ticket, number, elapsedMs } = first;
      const answer = await this.post({ answer: number, elapsedMs }, ticket);
      if (answer === 'later') {
        this.update(number, 'kept');
        this.after('deliver', RETRY_MS, () => void this.deliver());
        break;
      }
      this.undelivered.shift();
      this.options.store.remove(first);
      this.settle(number);
      const taken = answer !== 'refused' && answer.state === 'ANSWERED';
      this.update(number, taken ? 'answered' : 'missed');
      if (taken) this.after('thanks', THANKS_MS, () => this.question?.number === number && this.dismiss());
      this.options.onSettled();
    }
    this.delivering = false;
  }

  /** `own` is the page's ticket unless an answer brings the one it was tapped under; only the page's own is renewed. */
  private async post(
    body: { ask: string } | { answer: number; elapsedMs: number },
    own = this.ticket,
  ): Promise<CheckReply | 'later' | 'refused'> {
    try {
      let answer = await this.options.post({ ticket: own, ...body });
      if (answer.status === 401 && own === this.ticket) {
        const renewed = await this.options.renew();
        if (renewed === null) return 'refused';
        this.ticket = renewed;
        answer = await this.options.post({ ticket: renewed, ...body });
      }
      if (answer.reply) return answer.reply;
      return answer.status === 400 || answer.status === 401 || answer.status === 404 ? 'refused' : 'later';
    } catch {
      return 'later';
    }
  }

  private update(number: number, state: Question['state']): void {
    if (this.question?.number === number) this.show({ ...this.question, state });
  }

  private show(question: Question | null): void {
    this.question = question;
    if (!this.closed) this.options.onChange(question);
  }

  private after(name: string, ms: number, run: () => void): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, setTimeout(run, ms));
  }
}
