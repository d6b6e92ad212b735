import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Db } from '~/platform/db';
import { hashCode } from './password-hash.server';

export const RECOVERY_CODES = 10;
// As in one-time passwords: nothing that is mistaken for something else on paper.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
/** `k7m2-9xqp-4hvt`: 59 random bits. */
const makeCode = () => [group(), group(), group()].join('-');

export const foldRecoveryCode = (code: string) => code.toLowerCase().replace(/[^a-z0-9]/g, '');
/** Whether it looks like one, and not like the six digits of an app. */
export const looksLikeRecoveryCode = (code: string) => /^[a-z0-9]{12}$/.test(foldRecoveryCode(code));

/** Ten new codes in place of all older ones. The answer is shown once; only argon2id hashes with a salt of their own are kept. */
export async function renewRecoveryCodes({ accountId, now }: { accountId: number; now: Date }, db: Db) {
  const codes = Array.from({ length: RECOVERY_CODES }, makeCode);
  const salt = randomBytes(16);
  const hashes: Uint8Array<ArrayBuffer>[] = [];
  for (const code of codes) hashes.push(new Uint8Array(await hashCode(foldRecoveryCode(code), salt)));
  const kept = { salt: new Uint8Array(salt), hashes, createdAt: now };
  await db.recoveryCodes.upsert({ where: { accountId }, create: { accountId, ...kept }, update: kept });
  return codes;
}

/** Takes a code out of the set, if it is in it: two requests with the same code get one yes. One argon2id, whatever is found. */
export async function spendRecoveryCode(
  { accountId, code }: { accountId: number; code: string },
  db: Db,
): Promise<{ left: number } | null> {
  const set = await db.recoveryCodes.findUnique({ where: { accountId } });
  const hash = await hashCode(foldRecoveryCode(code), set?.salt ?? Buffer.alloc(16));
  const found = set?.hashes.find((one) => one.length === hash.length && timingSafeEqual(one, hash));
  if (!found) return null;
  const [row] = await db.$queryRaw<{ left: number }[]>`
    update recovery_codes set hashes = array_remove(hashes, ${found}::bytea)
     where account_id = ${accountId} and ${found}::bytea = any(hashes) returning coalesce(cardinality(hashes), 0) as left`;
  return row ?? null;
}
