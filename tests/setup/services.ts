import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import { type Env, readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { createTestDatabase } from './database';

/** Settings for one test file: an empty database, a Redis database of its own and an empty DATA_DIR; `release` removes them. */
export async function createTestEnv(
  overrides: Record<string, string> = {},
): Promise<{ env: Env; source: Record<string, string>; release: () => Promise<void> }> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'data-'));
  const source: Record<string, string> = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    REDIS_URL: await redisDatabase(),
    REDIS_PREFIX: `t${randomBytes(4).toString('hex')}`,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...overrides,
  };
  return {
    env: readEnv(source),
    source,
    release: async () => {
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The real services on resources of this test file alone; `close` also removes them. */
export async function createTestServices(
  options: { env?: Record<string, string>; overrides?: Partial<Services> } = {},
): Promise<Services> {
  const { env, release } = await createTestEnv(options.env);
  const services = createServices(env, 'test', options.overrides);
  return {
    ...services,
    close: async () => {
      await services.close();
      await release();
    },
  };
}

/** The next of the server's numbered databases, emptied. */
async function redisDatabase(): Promise<string> {
  const url = new URL(process.env.DIEMCAU_TEST_REDIS ?? '');
  const counter = new Redis(url.toString());
  const index = 1 + ((await counter.incr('test:databases')) % 511);
  await counter.select(index);
  await counter.flushdb();
  counter.disconnect();
  url.pathname = `/${index}`;
  return url.toString();
}
