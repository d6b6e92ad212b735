import { type KeyRing, keyRing, ringSign, ringVerify } from '~/platform/key-ring';
import { CODE_STEP_MS, CODE_VALID_MS, SCANNED_VALID_MS } from './schema';

export type CodeVerdict = { ok: true; venueId: number } | { ok: false; reason: 'FORGED' | 'EXPIRED' };

const SIGNATURE_BYTES = 12;

/** The signing key of everything in this module, derived once per process so that no other signature can pass for one of these. */
export function venueKey(sessionSecret: string): KeyRing {
  return keyRing(sessionSecret, 'venue');
}

const sign = (text: string, key: KeyRing) => ringSign(text, key, SIGNATURE_BYTES);
const fits = (given: Uint8Array, text: string, key: KeyRing) => ringVerify(text, given, key, SIGNATURE_BYTES);

/** The code on a hall's screen at this moment: hall (4 bytes), step of 30 s since 1970 (4), signature (12), in base64url. */
export function makeCode(venueId: number, nowMs: number, key: KeyRing): string {
  const body = Buffer.alloc(8);
  body.writeUInt32BE(venueId, 0);
  body.writeUInt32BE(Math.floor(nowMs / CODE_STEP_MS), 4);
  return Buffer.concat([body, sign(`code.${body.toString('hex')}`, key)]).toString('base64url');
}

/** Milliseconds until the screen shows another one. */
export const nextCodeIn = (nowMs: number) => CODE_STEP_MS - (nowMs % CODE_STEP_MS);

/** A code is taken from the beginning of its step for 90 s. Never throws. */
export function readCode(code: string, nowMs: number, key: KeyRing): CodeVerdict {
  if (!/^[\w-]{27}$/.test(code)) return { ok: false, reason: 'FORGED' };
  const bytes = Buffer.from(code, 'base64url');
  const body = bytes.subarray(0, 8);
  if (!fits(bytes.subarray(8), `code.${body.toString('hex')}`, key)) return { ok: false, reason: 'FORGED' };
  const age = nowMs - body.readUInt32BE(4) * CODE_STEP_MS;
  // A step of the future: two web processes' clocks differ a little.
  if (age < -CODE_STEP_MS || age >= CODE_VALID_MS) return { ok: false, reason: 'EXPIRED' };
  return { ok: true, venueId: body.readUInt32BE(0) };
}

/** Proof that this account has scanned a good code, so that reading the page does not cost the check-in: `VENUE.EXPIRY.SIGNATURE`. */
export function signScanned(args: { venueId: number; accountId: number }, nowMs: number, key: KeyRing): string {
  const expires = nowMs + SCANNED_VALID_MS;
  return `${args.venueId}.${expires}.${sign(`scanned.${args.venueId}.${args.accountId}.${expires}`, key).toString('base64url')}`;
}

export function readScanned(ticket: string, accountId: number, nowMs: number, key: KeyRing): CodeVerdict {
  const match = /^(\d{1,9})\.(\d{13})\.([\w-]{16})$/.exec(ticket);
  if (!match) return { ok: false, reason: 'FORGED' };
  const [, venueId = '', expires = '', signature = ''] = match;
  const text = `scanned.${venueId}.${accountId}.${expires}`;
  if (!fits(Buffer.from(signature, 'base64url'), text, key)) return { ok: false, reason: 'FORGED' };
  return Number(expires) > nowMs ? { ok: true, venueId: Number(venueId) } : { ok: false, reason: 'EXPIRED' };
}

/** The secret part of the address of a hall's screen: `VENUE-SIGNATURE`. Raising the hall's link version makes it useless. */
export function makeScreenToken(args: { venueId: number; linkVersion: number }, key: KeyRing): string {
  return `${args.venueId}-${sign(`screen.${args.venueId}.${args.linkVersion}`, key).toString('base64url')}`;
}

/** Which hall a token speaks of; whether it is the right one is said by `isScreenToken` once the link version is known. */
export function venueOfToken(token: string): number | null {
  const match = /^([1-9]\d{0,8})-[\w-]{16}$/.exec(token);
  return match ? Number(match[1]) : null;
}

export function isScreenToken(token: string, args: { venueId: number; linkVersion: number }, key: KeyRing): boolean {
  const { venueId, linkVersion } = args;
  const signature = token.slice(`${venueId}-`.length);
  return (
    venueOfToken(token) === venueId &&
    fits(Buffer.from(signature, 'base64url'), `screen.${venueId}.${linkVersion}`, key)
  );
}
