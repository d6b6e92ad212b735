import { createHash, randomBytes } from 'node:crypto';

/** 24 random bytes: nobody guesses one, and it still fits on a line of an encoder's settings. */
const KEY_BYTES = 24;

export interface NewStreamKey {
  /** Shown once, to the operator; nowhere kept. */
  key: string;
  hash: Buffer<ArrayBuffer>;
  /** Its last four characters, to tell keys apart. */
  hint: string;
}

export function makeStreamKey(): NewStreamKey {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  return { key, hash: hashStreamKey(key), hint: key.slice(-4) };
}

/** SHA-256 without salt: the key is random and long, so there is nothing to try out, and a push is looked up by it. */
export function hashStreamKey(key: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(key).digest());
}
