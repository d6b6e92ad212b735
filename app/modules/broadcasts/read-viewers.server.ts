import type { Services } from '~/platform/services';

/** A web process that has not said how many it holds for so long is gone. */
const GONE_MS = 15_000;

const viewersKey = (env: Pick<Services['env'], 'REDIS_PREFIX'>, broadcastId: number) =>
  `${env.REDIS_PREFIX}:viewers:${broadcastId}`;

/** How many pages are open on a broadcast, over all web processes; 0 while Redis is away. */
export async function readViewers(
  { env, redis }: Pick<Services, 'env' | 'redis'>,
  broadcastId: number,
): Promise<number> {
  try {
    const fields = await redis.hgetall(viewersKey(env, broadcastId));
    let total = 0;
    for (const text of Object.values(fields)) {
      const [count = 0, at = 0] = text.split('@').map(Number);
      if (Date.now() - at < GONE_MS) total += count;
    }
    return total;
  } catch {
    return 0;
  }
}

/** One web process says how many pages it serves. */
export async function tellViewers(
  { env, redis }: Pick<Services, 'env' | 'redis'>,
  { broadcastId, process, count }: { broadcastId: number; process: string; count: number },
): Promise<void> {
  const key = viewersKey(env, broadcastId);
  await redis.multi().hset(key, process, `${count}@${Date.now()}`).pexpire(key, GONE_MS).exec();
}
