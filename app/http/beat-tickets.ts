import { authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { deviceTag } from '~/modules/accounts/device-tag';
import { RATE_LIMIT, RATE_WINDOW_MS } from '~/modules/attendance/schema';
import { type PlaybackTicket, playbackTicketKey, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { type CheckMoment, checkMoments, presenceCheckKey } from '~/modules/presence-checks/check-moments';
import type { Withdrawn } from './withdrawn';

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

/** Counts per name in fixed windows, in this process. Per playback or pass, never per address: an embassy is one address. */
export class WindowLimiter {
  private windowEnd = 0;
  private counts = new Map<string, number>();

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  allow(name: string, now: number): boolean {
    if (now >= this.windowEnd) {
      this.windowEnd = now + this.windowMs;
      this.counts = new Map();
    }
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count <= this.limit;
  }
}

/** What is sent per playback. */
export const ticketLimiter = () => new WindowLimiter(RATE_LIMIT, RATE_WINDOW_MS);

/**
 * Whether a ticket comes from the browser it was issued to: beside the cookie of its sign-in, which has not been ended since. Tickets of
 * the release before name neither (none is left after 2026-12-01).
 */
export class TicketDevice {
  private readonly cookie: string;
  /** The cookie that a device's tag was last found in: comparing is cheaper than hashing, and they do not change. */
  private readonly known = new Map<string, string>();

  constructor(
    { PUBLIC_URL }: { PUBLIC_URL: string },
    private readonly withdrawn: Withdrawn,
  ) {
    this.cookie = authCookieName(PUBLIC_URL.startsWith('https:'));
  }

  fits({ ses, dev }: PlaybackTicket, cookies: string | undefined, now: number): boolean {
    if (this.withdrawn.isLongSignedOut(ses, now)) return false;
    if (dev === undefined) return true;
    const token = readCookie(cookies, this.cookie) ?? '';
    if (this.known.get(dev) === token) return true;
    if (deviceTag(token) !== dev) return false;
    if (this.known.size >= CACHE_SIZE) this.known.clear();
    this.known.set(dev, token);
    return true;
  }
}
