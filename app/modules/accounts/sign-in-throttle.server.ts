import { createHash } from 'node:crypto';
import type { Db } from '~/platform/db';
import { Prisma } from '~/platform/db';
import type { Services } from '~/platform/services';

export const WRONG_TRIES = 5;
export const LOCK_MINUTES = 15;
const LOCK_SECONDS = LOCK_MINUTES * 60;
// A ministry or an embassy is one address: its people get slower after many mistakes, and are refused only far beyond.
const ADDRESS_FREE = 30;
const ADDRESS_MAX = 600;

/**
 * Takes one of the account's tries before the password is looked at, so that a hundred requests at once get five answers,
 * not a hundred. False: locked. A right password gives the tries back (`forgetTries`).
 */
export async function takeTry({ accountId, now }: { accountId: number; now: Date }, db: Db): Promise<boolean> {
  const lockedUntil = new Date(now.getTime() + LOCK_SECONDS * 1000);
  const count = Prisma.sql`case when locked_until is null then failed_attempts + 1 else 1 end`;
  const taken = await db.$executeRaw`
    update account
       set failed_attempts = ${count},
           locked_until = case when ${count} >= ${WRONG_TRIES} then ${lockedUntil}::timestamptz end
     where id = ${accountId} and (locked_until is null or locked_until <= ${now}::timestamptz)`;
  return taken === 1;
}

/** Gives back the one try that a right password took, and the lock that this try itself set; earlier mistakes stay counted. */
export async function returnTry({ accountId }: { accountId: number }, db: Db): Promise<void> {
  await db.$executeRaw`
    update account set failed_attempts = greatest(failed_attempts - 1, 0), locked_until = null where id = ${accountId}`;
}

type Throttled = Pick<Services, 'redis' | 'env' | 'logger'>;

const hashed = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 24);

/** Names nobody has lock in the same way, or the lock would tell which names exist. */
export async function takeTryOfNobody(username: string, services: Throttled): Promise<boolean> {
  const count = await countUp(`${services.env.REDIS_PREFIX}:sign-in:name:${hashed(username)}`, services);
  return count <= WRONG_TRIES;
}

export async function forgetTries(accountId: number, now: Date, db: Db): Promise<void> {
  await db.account.update({
    where: { id: accountId },
    data: { failedAttempts: 0, lockedUntil: null, lastSignInAt: now },
  });
}

const addressKey = (address: string, services: Throttled) =>
  `${services.env.REDIS_PREFIX}:sign-in:address:${hashed(address)}`;

/** Milliseconds that an address with this many recent mistakes waits; null: refused for now. */
export function addressDelay(mistakes: number): number | null {
  if (mistakes > ADDRESS_MAX) return null;
  return Math.min(2_000, Math.max(0, mistakes - ADDRESS_FREE) * 50);
}

export async function mistakesOf(address: string, services: Throttled): Promise<number> {
  try {
    return Number((await services.redis.get(addressKey(address, services))) ?? 0);
  } catch (error) {
    // Redis away: people can still sign in, the lock per account (in Postgres) holds.
    services.logger.warn({ err: error }, 'sign-in throttle per address is not available');
    return 0;
  }
}

export const countMistake = (address: string, services: Throttled) => countUp(addressKey(address, services), services);

async function countUp(key: string, services: Throttled): Promise<number> {
  try {
    const [[, count] = [null, 0]] =
      (await services.redis.multi().incr(key).expire(key, LOCK_SECONDS, 'NX').exec()) ?? [];
    return Number(count ?? 0);
  } catch (error) {
    services.logger.warn({ err: error }, 'sign-in throttle is not available');
    return 0;
  }
}
