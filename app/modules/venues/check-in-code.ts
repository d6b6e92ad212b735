import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { CODE_STEP_MS, CODE_VALID_MS, SCANNED_VALID_MS } from './schema';

export type CodeVerdict = { ok: true; venueId: number } | { ok: false; reason: 'FORGED' | 'EXPIRED' };

const SIGNATURE_BYTES = 12;
let derived: { from: string; key: KeyObject } | undefined;

/** The signing key of everything in this module, derived once per process so that no other signature can pass for one of these. */
export function venueKey(sessionSecret: string): KeyObject {
  if (derived?.from !== sessionSecret) {
    const bytes = Buffer.from(hkdfSync('sha256', sessionSecret, 'diemcau', 'venue', 32));
    derived = { from: sessionSecret, key: createSecretKey(bytes) };
  }
  return derived.key;
}

const sign = (text: string, key: KeyObject) =>
  createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);

const same = (given: Uint8Array, expected: Uint8Array) =>
  given.length === expected.length && timingSafeEqual(given, expected);

/** The code on a hall's screen at this moment: hall (4 bytes), step of 30 s since 1970 (4), signature (12), in base64url. */
export function makeCode(venueId: number, nowMs: number, key: KeyObject): string {
  const body = Buffer.alloc(8);
  body.writeUInt32BE(venueId, 0);
  body.writeUInt32BE(Math.floor(nowMs / CODE_STEP_MS), 4);
  return Buffer.concat([body, sign(`code.${body.toString('hex')}`, key)]).toString('base64url');
}

/** Milliseconds until the screen shows another one. */
export const nextCodeIn = (nowMs: number) => CODE_STEP_MS - (nowMs % CODE_STEP_MS);

/** A code is taken from the beginning of its step for 90 s. Never throws. */
export function readCode(code: string, nowMs: number, key: KeyObject): CodeVerdict {
  if (!/^[\w-]{27}$/.test(code)) return { ok: false, reason: 'FORGED' };
  const bytes = Buffer.from(code, 'base64url');
  const body = bytes.subarray(0, 8);
  if (!same(bytes.subarray(8), sign(`code.${body.toString('hex')}`, key))) return { ok: false, reason: 'FORGED' };
  const age = nowMs - body.readUInt32BE(4) * CODE_STEP_MS;
  // A step of the future: two web processes' clocks differ a little.
  if (age < -CODE_STEP_MS || age >= CODE_VALID_MS) return { ok: false, reason: 'EXPIRED' };
  return { ok: true, venueId: body.readUInt32BE(0) };
}

/** Proof that this account has scanned a good code, so that reading the page does not cost the check-in: `VENUE.EXPIRY.SIGNATURE`. */
export function signScanned(args: { venueId: number; accountId: number }, nowMs: number, key: KeyObject): string {
  const expires = nowMs + SCANNED_VALID_MS;
  return `${args.venueId}.${expires}.${sign(`scanned.${args.venueId}.${args.accountId}.${expires}`, key).toString('base64url')}`;
}

export function readScanned(ticket: string, accountId: number, nowMs: number, key: KeyObject): CodeVerdict {
  const match = /^(\d{1,9})\.(\d{13})\.([\w-]{16})$/.exec(ticket);
  if (!match) return { ok: false, reason: 'FORGED' };
  const [, venueId = '', expires = '', signature = ''] = match;
  const expected = sign(`scanned.${venueId}.${accountId}.${expires}`, key);
  if (!same(Buffer.from(signature, 'base64url'), expected)) return { ok: false, reason: 'FORGED' };
  return Number(expires) > nowMs ? { ok: true, venueId: Number(venueId) } : { ok: false, reason: 'EXPIRED' };
}

/** The secret part of the address of a hall's screen: `VENUE-SIGNATURE`. Raising the hall's link version makes it useless. */
export function makeScreenToken(args: { venueId: number; linkVersion: number }, key: KeyObject): string {
  return `${args.venueId}-${sign(`screen.${args.venueId}.${args.linkVersion}`, key).toString('base64url')}`;
}

/** Which hall a token speaks of; whether it is the right one is said by `isScreenToken` once the link version is known. */
export function venueOfToken(token: string): number | null {
  const match = /^([1-9]\d{0,8})-[\w-]{16}$/.exec(token);
  return match ? Number(match[1]) : null;
}

export const isScreenToken = (token: string, args: { venueId: number; linkVersion: number }, key: KeyObject) =>
  same(Buffer.from(token), Buffer.from(makeScreenToken(args, key)));
