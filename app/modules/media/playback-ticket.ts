import { type KeyRing, keyRing, ringSign, ringVerify } from '~/platform/key-ring';

/**
 * What a player shows to prove that this account may watch this session now. It travels in the body of every beat
 * (`POST /api/presence`) and is checked there without a query, so the fields are short and everything a beat needs is in it.
 */
export interface PlaybackTicket {
  /** StudySession.id */
  sid: number;
  /** Member.id whose coverage grows; null: a viewer who is no member (an organiser looking at the recording). Beats of such a ticket count for nobody. */
  mid: number | null;
  /** Account.id */
  aid: number;
  src: 'RECORDING' | 'LIVE';
  /** Whole seconds of the session's timeline; ranges are clipped to [0, len). */
  len: number;
  /** RECORDING: seconds of the session's untrimmed timeline before this recording's second 0; a trim after it was issued must not move its beats. */
  off?: number;
  /** Issued at, expires at: whole seconds since 1970 UTC. */
  iat: number;
  exp: number;
  /** AuthSession.id: the sign-in it was issued to; absent: a ticket of an older release (none after 2026-12-01), or a hall's. */
  ses?: number;
  /** Which device's sign-in that is, see device-tag.ts; a beat comes with its cookie. */
  dev?: string;
  /** Random id of this playback (one page load); two tabs and two devices have different ones. */
  pid: string;
  /** Presence checks of this session, and the seconds they are planned over; absent: nobody is asked. */
  chk?: [count: number, seconds: number];
}

export type TicketVerdict =
  | { ok: true; ticket: PlaybackTicket }
  | { ok: false; reason: 'MALFORMED' | 'FORGED' | 'EXPIRED' };

const PREFIX = 'p1.';
/** 32 bytes in base64url without padding. */
const SIGNATURE_LENGTH = 43;
const MAX_LENGTH = 1024;

/** The signing key of tickets, derived once per process from SESSION_SECRET so that no other signature made with it can pass for a ticket. */
export function playbackTicketKey(sessionSecret: string): KeyRing {
  return keyRing(sessionSecret, 'playback-ticket');
}

/** `p1.` + base64url(JSON) + `.` + base64url(HMAC-SHA256 of everything before the last dot). */
export function signPlaybackTicket(ticket: PlaybackTicket, key: KeyRing): string {
  const signed = PREFIX + Buffer.from(JSON.stringify(ticket)).toString('base64url');
  return `${signed}.${ringSign(signed, key).toString('base64url')}`;
}

/**
 * Checks signature, shape and expiry; never throws. The signature is compared first and in constant time.
 * About 5 µs a call. `nowMs` is the server's clock in milliseconds.
 */
export function verifyPlaybackTicket(token: unknown, key: KeyRing, nowMs: number): TicketVerdict {
  if (typeof token !== 'string' || token.length > MAX_LENGTH || !token.startsWith(PREFIX))
    return { ok: false, reason: 'MALFORMED' };
  const dot = token.length - SIGNATURE_LENGTH - 1;
  if (dot <= PREFIX.length || token.charCodeAt(dot) !== 46) return { ok: false, reason: 'MALFORMED' };
  const signed = token.slice(0, dot);
  if (!ringVerify(signed, Buffer.from(token.slice(dot + 1), 'base64url'), key)) return { ok: false, reason: 'FORGED' };
  // Signed by us, so the shape is what signPlaybackTicket wrote; an older release may have written another shape.
  let ticket: PlaybackTicket;
  try {
    ticket = JSON.parse(Buffer.from(signed.slice(PREFIX.length), 'base64url').toString('utf8')) as PlaybackTicket;
  } catch {
    return { ok: false, reason: 'MALFORMED' };
  }
  if (!isTicket(ticket)) return { ok: false, reason: 'MALFORMED' };
  return ticket.exp * 1000 > nowMs ? { ok: true, ticket } : { ok: false, reason: 'EXPIRED' };
}

function isTicket(value: unknown): value is PlaybackTicket {
  const t = value as PlaybackTicket | null;
  return (
    typeof t === 'object' &&
    t !== null &&
    Number.isSafeInteger(t.sid) &&
    (t.mid === null || Number.isSafeInteger(t.mid)) &&
    Number.isSafeInteger(t.aid) &&
    (t.src === 'RECORDING' || t.src === 'LIVE') &&
    Number.isSafeInteger(t.len) &&
    Number.isSafeInteger(t.iat) &&
    Number.isSafeInteger(t.exp) &&
    typeof t.pid === 'string' &&
    (t.ses === undefined || Number.isSafeInteger(t.ses)) &&
    (t.dev === undefined || typeof t.dev === 'string') &&
    (t.chk === undefined || (Array.isArray(t.chk) && t.chk.length === 2 && t.chk.every(Number.isSafeInteger)))
  );
}
