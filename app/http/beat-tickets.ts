import { RATE_LIMIT, RATE_WINDOW_MS } from '~/modules/attendance/schema';
import { type PlaybackTicket, playbackTicketKey, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { type CheckMoment, checkMoments, presenceCheckKey } from '~/modules/presence-checks/check-moments';

const CACHE_SIZE = 20_000;

/** A ticket that was checked, with what every beat of it needs. */
export interface KnownTicket {
  ticket: PlaybackTicket;
  /** The member's presence checks in this session; nearly always the same empty list. */
  moments: readonly CheckMoment[];
}

const NONE: readonly CheckMoment[] = [];

/** A signature is checked (and the checks worked out) once per ticket and process, the expiry every time. Two generations bound the memory. */
export class TicketCache {
  private readonly key;
  /** Of the tokens that tell a player of a check. */
  readonly checksKey;
  private young = new Map<string, KnownTicket>();
  private old = new Map<string, KnownTicket>();

  constructor(sessionSecret: string) {
    this.key = playbackTicketKey(sessionSecret);
    this.checksKey = presenceCheckKey(sessionSecret);
  }

  check(token: string, now: number): KnownTicket | null {
    let known = this.young.get(token);
    if (!known) {
      known = this.old.get(token);
      if (!known) {
        const verdict = verifyPlaybackTicket(token, this.key, now);
        if (!verdict.ok) return null;
        known = { ticket: verdict.ticket, moments: this.momentsOf(verdict.ticket) };
      }
      if (this.young.size >= CACHE_SIZE) {
        this.old = this.young;
        this.young = new Map();
      }
      this.young.set(token, known);
    }
    return known.ticket.exp * 1000 > now ? known : null;
  }

  private momentsOf({ sid, mid, chk }: PlaybackTicket): readonly CheckMoment[] {
    if (!chk || mid === null) return NONE;
    return checkMoments({ sessionId: sid, memberId: mid, count: chk[0], seconds: chk[1] }, this.checksKey);
  }
}

/** Counts what is sent per playback in fixed windows. Per ticket, never per address: an embassy is one address. */
export class TicketLimiter {
  private windowEnd = 0;
  private counts = new Map<string, number>();

  allow(playback: string, now: number): boolean {
    if (now >= this.windowEnd) {
      this.windowEnd = now + RATE_WINDOW_MS;
      this.counts = new Map();
    }
    const count = (this.counts.get(playback) ?? 0) + 1;
    this.counts.set(playback, count);
    return count <= RATE_LIMIT;
  }
}
