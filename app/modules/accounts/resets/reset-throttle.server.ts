import { createHash } from 'node:crypto';
import type { Services } from '~/platform/services';

const WINDOW_SECONDS = 15 * 60;

type Throttled = Pick<Services, 'redis' | 'env' | 'logger'>;

/** Counts one use of `what` by `whom` within a quarter of an hour. With Redis away nothing is refused here: codes have their own tries. */
export async function countReset(what: string, whom: string, { redis, env, logger }: Throttled): Promise<number> {
  const name = createHash('sha256').update(whom).digest('base64url').slice(0, 24);
  const key = `${env.REDIS_PREFIX}:reset:${what}:${name}`;
  try {
    const [[, count] = [null, 0]] = (await redis.multi().incr(key).expire(key, WINDOW_SECONDS, 'NX').exec()) ?? [];
    return Number(count ?? 0);
  } catch (error) {
    logger.warn({ err: error }, 'throttle of resets is not available');
    return 0;
  }
}
