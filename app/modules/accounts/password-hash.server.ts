import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Algorithm, hash, hashRaw, verify } from '@node-rs/argon2';
import { AppError } from '~/platform/errors';
import { Gate } from './password-gate';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const OPTIONS = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each takes a core for some 20 ms and 19 MiB: one core stays free for beats and pages however many sign in at once.
const gate = new Gate(Math.max(1, availableParallelism() - 1), 500);
const busy = () =>
  new AppError(
    'unavailable',
    'SIGN_IN_BUSY',
    'Đang có rất nhiều người đăng nhập cùng lúc. Đồng chí hãy chờ ít giây rồi thử lại.',
  );

// Composed and decomposed letters look the same: keyboards differ in which they send.
const normal = (password: string) => password.normalize('NFC');

export function hashPassword(password: string): Promise<string> {
  return gate.run(() => hash(normal(password), OPTIONS), busy);
}

/** How many passwords this process has compared: what an answer's time is made of, and must not depend on whether a name exists. */
export const passwordWork = { compared: 0 };

let dummy: Promise<string> | undefined;

/** Whether the password fits. Without a hash (nobody has that name) the same work is done, and the answer is no. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password');
  passwordWork.compared += 1;
  const compared = passwordHash ?? (await dummy);
  const fits = await gate.run(() => verify(compared, normal(password)), busy);
  return fits && passwordHash !== null;
}

/** The bare hash of a random code under a salt that is kept beside it: one operation tells whether any of a set fits. */
export function hashCode(code: string, salt: Uint8Array): Promise<Buffer> {
  return gate.run(() => hashRaw(code, { ...OPTIONS, salt }), busy);
}

// No letters or digits that are mistaken for each other when read aloud or from paper.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to hand over once: 16 letters and digits in groups of four, 79 bits. */
export function makeOneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
