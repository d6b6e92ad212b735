import type { Pool } from 'pg';
import { rememberAuditSecret } from './audit-secret';
import { type Clock, systemClock } from './clock';
import { connectDatabase, type DatabaseRole, type PrismaClient } from './db';
import type { Env } from './env';
import { type FieldCipher, fieldCipherOf } from './field-cipher';
import { createLogger, type Logger } from './logger';
import { connectQueues, type Queues } from './queue';
import { connectRedis, type Redis } from './redis';
import { type RowScope, withRowScope } from './row-scope';
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

/** What web holds open: everything but the database. To ask that, one says for whom: a query without does not compile. */
export interface WebServices extends Omit<Services, 'db' | 'pool'> {
  /** Queries that wait for a connection. */
  databaseQueue(): number;
  forScope<T>(scope: RowScope, work: (services: Services) => T | PromiseLike<T>): Promise<T>;
}

const ROLES: Record<string, DatabaseRole> = { web: 'web', worker: 'worker', ingest: 'worker' };

export function createWebServices(env: Env): WebServices {
  return webServicesOf(createServices(env, 'web'));
}

export function webServicesOf(services: Services): WebServices {
  const { db: _db, pool, ...rest } = services;
  return {
    ...rest,
    databaseQueue: () => pool.waitingCount,
    forScope: (scope, work) => withRowScope(scope, () => work(services)),
  };
}

export function createServices(env: Env, processName: string, overrides: Partial<Services> = {}): Services {
  rememberAuditSecret(env.AUDIT_SECRET);
  const database = connectDatabase(env, `diemcau-${processName}`, ROLES[processName]);
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
