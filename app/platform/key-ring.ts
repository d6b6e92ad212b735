import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The keys of one purpose, one for each secret of a deployment. The first signs, all verify: a secret is changed by putting the new
 * one in front of the old one, and the old one is taken away once nothing signed with it is valid any more (see docs/security/harden.md).
 */
export interface KeyRing {
  readonly current: KeyObject;
  readonly all: readonly KeyObject[];
}

/** `new,old`: the secrets that a variable holds, in order. */
export const splitSecrets = (secrets: string): string[] =>
  secrets
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const rings = new Map<string, { from: string; ring: KeyRing }>();

/** The ring of a purpose, derived once per process, so that no signature of one purpose can pass for one of another. */
export function keyRing(secrets: string, purpose: string): KeyRing {
  const known = rings.get(purpose);
  if (known?.from === secrets) return known.ring;
  const all = splitSecrets(secrets).map((secret) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'diemcau', purpose, 32))),
  );
  const [current] = all;
  if (!current) throw new Error('a secret is empty');
  const ring = { current, all };
  rings.set(purpose, { from: secrets, ring });
  return ring;
}

const hmac = (text: string, key: KeyObject) => createHmac('sha256', key).update(text).digest();

/** HMAC-SHA256 with the current key, cut to `bytes`. */
export function ringSign(text: string, ring: KeyRing, bytes = 32): Buffer {
  return hmac(text, ring.current).subarray(0, bytes);
}

/** Whether any key of the ring made this signature; each comparison in constant time. */
export function ringVerify(text: string, given: Uint8Array, ring: KeyRing, bytes = 32): boolean {
  if (given.length !== bytes) return false;
  return ring.all.some((key) => timingSafeEqual(given, hmac(text, key).subarray(0, bytes)));
}
