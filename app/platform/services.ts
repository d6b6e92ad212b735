import type { Pool } from 'pg';
import { rememberAuditSecret } from './audit-secret';
import { type Clock, systemClock } from './clock';
import { connectDatabase, type PrismaClient } from './db';
import type { Env } from './env';
import { type FieldCipher, fieldCipherOf } from './field-cipher';
import { createLogger, type Logger } from './logger';
import { connectQueues, type Queues } from './queue';
import { connectRedis, type Redis } from './redis';
import { connectStorage, type Storage } from './storage';

/** Everything a process holds open. Built once in its composition root and handed down; nothing connects at import. */
export interface Services {
  env: Env;
  db: PrismaClient;
  pool: Pool;
  redis: Redis;
  queues: Queues;
  storage: Storage;
  /** Seals and opens single fields of personal data. */
  cipher: FieldCipher;
  logger: Logger;
  clock: Clock;
  close(): Promise<void>;
}

export function createServices(env: Env, processName: string, overrides: Partial<Services> = {}): Services {
  rememberAuditSecret(env.AUDIT_SECRET);
  const database = connectDatabase(env, `diemcau-${processName}`);
  const redis = connectRedis(env, 'fail-fast');
  const queueConnection = connectRedis(env, 'fail-fast');
  const queues = connectQueues(env, queueConnection);
  return {
    env,
    db: database.client,
    pool: database.pool,
    redis,
    queues,
    storage: connectStorage(env),
    cipher: fieldCipherOf(env),
    logger: createLogger(env, processName),
    clock: systemClock,
    async close() {
      await queues.close();
      queueConnection.disconnect();
      redis.disconnect();
      await database.close();
    },
    ...overrides,
  };
}
