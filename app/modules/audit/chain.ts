import { createHash, createHmac, hash, sign, timingSafeEqual, verify } from 'node:crypto';
import { dayInZone, HANOI } from '~/platform/time';
import type { AuditKey } from './audit-keys';
import { entryCode } from './audit-keys';
import { ENTRY_TEXT } from './entry-text';

/** How long the worker waits before it says "nothing happened until here" with an empty seal. Bounds how far back an entry can be dated unseen. */
export const QUIET_SEAL_MS = 10 * 60_000;
/** Longest time between an entry's insert and its transaction's commit that is believed. */
export const COMMIT_LIMIT_MS = 15 * 60_000;
/** How far the clocks of an application server and the database may differ. */
export const CLOCK_LIMIT_MS = 5 * 60_000;
/** Entries of processes of the version before the chain, which know no code, are believed this long after the first seal. */
export const BEGINNING_MS = 24 * 3600_000;

/** Everything a seal covers of a row `e` of audit_entry: number, database's clock, code, and what the application wrote. */
export const SEALED_TEXT = `e.id::text || ':' || coalesce(floor(extract(epoch from e.stored_at) * 1000)::bigint::text, '-') || ':' ||
  coalesce(encode(e.mac, 'hex'), '-') || ':' || ${ENTRY_TEXT}`;

export interface SealedEntry {
  id: number;
  /** Milliseconds; null before the chain began. */
  storedAt: number | null;
  mac: string | null;
  at: number;
  text: string;
  digest: Buffer;
}

export function readSealedText(sealed: string): SealedEntry {
  const first = sealed.indexOf(':');
  const second = sealed.indexOf(':', first + 1);
  const third = sealed.indexOf(':', second + 1);
  const storedAt = sealed.slice(first + 1, second);
  const mac = sealed.slice(second + 1, third);
  const text = sealed.slice(third + 1);
  const length = text.indexOf(':');
  return {
    id: Number(sealed.slice(0, first)),
    storedAt: storedAt === '-' ? null : Number(storedAt),
    mac: mac === '-' ? null : mac,
    at: Number(text.slice(length + 1, length + 1 + Number(text.slice(0, length)))),
    text,
    digest: hash('sha256', sealed, 'buffer'),
  };
}

/** Whether one of our processes wrote exactly this. */
export function isOurs(entry: SealedEntry, keys: ReadonlyMap<string, AuditKey>): boolean {
  const { mac } = entry;
  const key = mac === null ? undefined : keys.get(mac.slice(0, 8));
  return (
    mac !== null &&
    key !== undefined &&
    entryCode(entry.text, key, Buffer.from(mac.slice(8, 24), 'hex')) === mac.slice(24)
  );
}

export interface SealHead {
  position: number;
  /** yyyy-mm-dd in Hanoi. */
  day: string;
  sealedAt: number;
  /** Hex; zeros before the first. */
  previous: string;
}

export const NO_PREVIOUS = '0'.repeat(64);
export const dayOf = (at: number) => dayInZone(new Date(at), HANOI);

export function sealHash(seal: SealHead, digests: readonly Buffer[]): Buffer {
  const made = createHash('sha256');
  made.update(
    `diemcau-audit-seal-1\n${seal.position}\n${seal.day}\n${seal.sealedAt}\n${digests.length}\n${seal.previous}\n`,
  );
  for (const digest of digests) made.update(digest);
  return made.digest();
}

export function sealMac(sealed: Buffer, key: AuditKey): Buffer {
  return Buffer.concat([Buffer.from(key.id, 'hex'), createHmac('sha256', key.seal).update(sealed).digest()]);
}

export function isOurSeal(sealed: Buffer, mac: Buffer, keys: ReadonlyMap<string, AuditKey>): boolean {
  const key = keys.get(mac.subarray(0, 4).toString('hex'));
  const right = key && sealMac(sealed, key);
  return right !== undefined && right.length === mac.length && timingSafeEqual(right, mac);
}

/** A signed statement: until here, this was the chain. */
export interface SignedHead {
  day: string;
  position: number;
  /** Hex. */
  hash: string;
  final: boolean;
  signedAt: number;
  keyId: string;
  /** Hex, Ed25519 over `headText`. */
  signature: string;
}

const headText = (head: Omit<SignedHead, 'signature'>) =>
  Buffer.from(
    ['diemcau-audit-head-1', head.day, head.position, head.hash, head.final, head.signedAt, head.keyId].join('\n'),
  );

export function signHead(head: Omit<SignedHead, 'signature' | 'keyId'>, key: AuditKey): SignedHead {
  const named = { ...head, keyId: key.id };
  return { ...named, signature: sign(null, headText(named), key.signing).toString('hex') };
}

export function isOurHead(head: SignedHead, keys: ReadonlyMap<string, AuditKey>): boolean {
  const key = keys.get(head.keyId);
  return key !== undefined && verify(null, headText(head), key.verifying, Buffer.from(head.signature, 'hex'));
}
