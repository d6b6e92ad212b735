import { BEAT_SECONDS, MAX_RANGES } from '~/modules/attendance/schema';
import { rangesLength, type SecondRange, subtractRanges, unionRanges } from '~/platform/ranges';
import type { BeatStore } from './beat-store';
import { PlayedSeconds } from './played-seconds';
import type { PlayedTick } from './player-events';

/** `saved`: the server has everything. `offline`: it could not be reached, and will be tried again by itself. `refused`: reload. */
export type BeatState = 'idle' | 'saved' | 'sending' | 'offline' | 'refused';

export interface BeatBody {
  ticket: string;
  seq: number;
  ranges: SecondRange[];
  rate: number;
  visible: boolean;
  position: number;
}

export interface BeatClientOptions {
  /** Random id of this page load; the key of what it leaves behind in the store. */
  id: string;
  ticket: string;
  /** Whole seconds of the session's timeline. */
  length: number;
  store: BeatStore;
  /** Posts a beat; resolves to the status, rejects when the server cannot be reached. */
  post: (body: BeatBody) => Promise<number>;
  /** Hands a beat to the browser when the page goes away: no answer comes back. */
  beacon: (body: BeatBody) => void;
  isVisible: () => boolean;
  onState: (state: BeatState) => void;
  /** The server has taken these seconds. */
  onAcknowledged: (ranges: SecondRange[]) => void;
  /** A new ticket, when the old one has run out; null: sign in again. */
  renew?: () => Promise<string | null>;
}

const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Tells the server what was really played: every 15 s, and at a pause, seek, end, hidden tab and leaving. What is not
 * acknowledged is kept, in memory and in the store, and sent again until it is; a later page load sends what an earlier one
 * left, with that one's own ticket and before its own beats, because the server credits against the clock since the newest beat.
 */
export class BeatClient {
  private readonly played: PlayedSeconds;
  private acknowledged: SecondRange[] = [];
  private inherited: { id: string; ticket: string; ranges: SecondRange[]; position: number }[];
  private ticket: string;
  private seq = 0;
  private rate = 1;
  private position = 0;
  private busy = false;
  private again = false;
  private failures = 0;
  private closed = false;
  private refused = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: BeatClientOptions) {
    this.played = new PlayedSeconds(options.length);
    this.ticket = options.ticket;
    this.inherited = options.store.others(options.id).map(({ id, unsent }) => ({ id, ...unsent }));
    if (this.inherited.length > 0) void this.flush();
    this.schedule(BEAT_SECONDS * 1000);
  }

  tick(tick: PlayedTick): void {
    this.played.add(tick);
    this.rate = Math.min(16, Math.max(0.01, tick.rate));
    this.position = Math.min(this.options.length, Math.max(0, Math.floor(tick.to)));
    // About once a second, so that a crash of the browser costs a second.
    this.save();
  }

  /** The media ended: its last second counts. */
  ended(at: number): void {
    this.played.end(at);
    this.position = this.options.length;
    void this.flush();
  }

  /** Sends now what is unsent: after a pause or seek, when the network is back. */
  flush(): Promise<void> {
    if (this.closed || this.refused) return Promise.resolve();
    if (this.busy) {
      this.again = true;
      return Promise.resolve();
    }
    return this.send();
  }

  /** The page is going away or into the background; the store keeps the rest until an answer is known. */
  leave(): void {
    this.save(true);
    if (this.refused || this.inherited.length > 0) return;
    const ranges = this.unsent();
    if (ranges.length > 0) this.options.beacon(this.body(this.ticket, ranges, this.position));
  }

  close(): void {
    this.leave();
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Whole seconds played here that the server has not acknowledged. */
  unsent(): SecondRange[] {
    return subtractRanges(this.played.whole(), this.acknowledged);
  }

  private async send(): Promise<void> {
    this.busy = true;
    try {
      do {
        this.again = false;
        if (!(await this.sendInherited()) || !(await this.sendOwn())) break;
      } while (this.again);
    } finally {
      this.busy = false;
      this.schedule(
        this.failures > 0 ? (RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1] ?? 30_000) : BEAT_SECONDS * 1000,
      );
    }
  }

  private async sendInherited(): Promise<boolean> {
    for (let first = this.inherited[0]; first; first = this.inherited[0]) {
      const verdict = await this.deliver(this.body(first.ticket, first.ranges, first.position));
      if (verdict === 'later') return false;
      // An old playback's ticket that has run out, or a recording that was replaced: nobody can claim for it any more.
      this.inherited.shift();
      this.options.store.save(first.id, null);
      if (verdict === 'taken') this.options.onAcknowledged(first.ranges);
    }
    return true;
  }

  private async sendOwn(): Promise<boolean> {
    const ranges = this.unsent().slice(0, MAX_RANGES);
    if (ranges.length === 0) return true;
    this.options.onState('sending');
    const verdict = await this.deliver(this.body(this.ticket, ranges, this.position));
    if (verdict === 'later') return false;
    if (verdict === 'expired') return this.renewTicket();
    if (verdict === 'refused') {
      this.refused = true;
      this.options.onState('refused');
      return false;
    }
    this.acknowledged = unionRanges([...this.acknowledged, ...ranges]);
    this.save(true);
    this.options.onAcknowledged(ranges);
    return true;
  }

  private async renewTicket(): Promise<boolean> {
    const ticket = await this.options.renew?.().catch(() => null);
    if (ticket && ticket !== this.ticket) {
      this.ticket = ticket;
      this.again = true;
      return true;
    }
    this.failures += 1;
    this.options.onState('refused');
    return false;
  }

  private async deliver(body: BeatBody): Promise<'taken' | 'later' | 'expired' | 'refused'> {
    let status: number;
    try {
      status = await this.options.post(body);
    } catch {
      status = 0;
    }
    if (status === 204) {
      this.failures = 0;
      this.options.onState('saved');
      return 'taken';
    }
    if (status === 401) return 'expired';
    if (status === 400 || status === 409) return 'refused';
    this.failures += 1;
    if (status !== 429) this.options.onState('offline');
    return 'later';
  }

  private body(ticket: string, ranges: SecondRange[], position: number): BeatBody {
    this.seq += 1;
    const { rate } = this;
    return {
      ticket,
      seq: this.seq,
      ranges: ranges.slice(0, MAX_RANGES),
      rate,
      visible: this.options.isVisible(),
      position,
    };
  }

  private savedSeconds = 0;
  private save(force = false): void {
    const ranges = this.unsent();
    const seconds = rangesLength(ranges);
    if (!force && seconds === this.savedSeconds) return;
    this.savedSeconds = seconds;
    const unsent = { ticket: this.ticket, ranges, position: this.position, savedAt: Date.now() };
    this.options.store.save(this.options.id, ranges.length > 0 ? unsent : null);
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = setTimeout(() => void this.flush(), ms);
  }
}
