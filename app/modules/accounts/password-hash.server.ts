import { randomInt } from 'node:crypto';
import { type Algorithm, hash, hashRaw, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const OPTIONS = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Composed and decomposed letters look the same: keyboards differ in which they send.
const normal = (password: string) => password.normalize('NFC');

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), OPTIONS);
}

let dummy: Promise<string> | undefined;

/** Whether the password fits. Without a hash (nobody has that name) the same work is done, and the answer is no. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await dummy), normal(password));
  return fits && passwordHash !== null;
}

/** The bare hash of a random code under a salt that is kept beside it: one operation tells whether any of a set fits. */
export function hashCode(code: string, salt: Uint8Array): Promise<Buffer> {
  return hashRaw(code, { ...OPTIONS, salt });
}

// No letters or digits that are mistaken for each other when read aloud or from paper.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to hand over once: 16 letters and digits in groups of four, 79 bits. */
export function makeOneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
