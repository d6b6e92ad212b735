import type { Services } from '~/platform/services';
import { ADMINISTRATOR_IDLE_MINUTES, IDLE_MINUTES, type WatchingRun } from './auth-standing';

const keyOf = (authSessionId: number, prefix: string) => `${prefix}:watching:${authSessionId}`;

/** A pause longer than this ends a run of beats: the shortest idle lock. */
const GAP_MS = ADMINISTRATOR_IDLE_MINUTES * 60_000;
const KEPT_MS = IDLE_MINUTES * 60_000;
const FLUSH_MS = 20_000;
const AT_ONCE = 500;

// The first beat of the run stays, the newest is replaced; web processes that share a session agree here.
const MARK = `
  local since = ARGV[1]
  local old = redis.call('GET', KEYS[1])
  if old then
    local first, last = string.match(old, '^(%d+):(%d+)$')
    if tonumber(ARGV[1]) - tonumber(last) <= tonumber(ARGV[2]) then since = first end
  end
  redis.call('SET', KEYS[1], since .. ':' .. ARGV[1], 'PX', ARGV[3])`;

type Watched = Pick<Services, 'env' | 'redis' | 'logger'>;

/**
 * Which sessions are watching, noted from their beats. A beat costs one entry of a Map; Redis hears of a session every 20 s, in
 * batches. If a process dies, at most the last 20 s are forgotten, far less than the shortest lock.
 */
export class WatchingSessions {
  private heard = new Map<number, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly services: Watched) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  mark(authSessionId: number, now: number): void {
    this.heard.set(authSessionId, now);
  }

  async flush(): Promise<void> {
    const { redis, env, logger } = this.services;
    const all = [...this.heard];
    this.heard = new Map();
    try {
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const marks = all
          .slice(at, at + AT_ONCE)
          .map(([id, now]) => redis.eval(MARK, 1, keyOf(id, env.REDIS_PREFIX), now, GAP_MS, KEPT_MS));
        await Promise.all(marks);
      }
    } catch (error) {
      logger.warn({ err: error }, 'watching sessions could not be noted');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}

/** The session's run of beats, if there is one. Redis away: none is known, the session locks. */
export async function readWatchingRun(
  authSessionId: number,
  { redis, env, logger }: Watched,
): Promise<WatchingRun | null> {
  try {
    const [since, last] = ((await redis.get(keyOf(authSessionId, env.REDIS_PREFIX))) ?? '').split(':');
    return since && last ? { since: Number(since), last: Number(last) } : null;
  } catch (error) {
    logger.warn({ err: error }, 'watching sessions could not be read');
    return null;
  }
}
