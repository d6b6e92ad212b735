import { Redis } from 'ioredis';
import type { Env } from './env';

export type { Redis };

/**
 * Two profiles: `fail-fast` for whoever answers a person (one try, short timeout, no offline queue beyond connecting) and
 * `patient` for workers, which wait for Redis for ever.
 */
export function connectRedis(env: Pick<Env, 'REDIS_URL'>, profile: 'fail-fast' | 'patient'): Redis {
  const redis = new Redis(env.REDIS_URL, {
    maxRetriesPerRequest: profile === 'patient' ? null : 1,
    commandTimeout: profile === 'patient' ? undefined : 5_000,
    connectTimeout: 5_000,
    enableReadyCheck: true,
    enableAutoPipelining: profile === 'fail-fast',
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  // Without a listener ioredis prints every reconnect; callers see their own command fail.
  redis.on('error', () => {});
  return redis;
}
