import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Env } from './env';
import { Prisma, PrismaClient } from './generated/prisma/client';
import { ScopedPool } from './scoped-pool';

/** A client or a transaction: commands take it as an argument so that they compose. */
export type Db = PrismaClient | Prisma.TransactionClient;
export type { PrismaClient };
export { Prisma };

export interface Database {
  client: PrismaClient;
  /** The pool below the client, for hot paths and COPY. */
  pool: pg.Pool;
  close(): Promise<void>;
}

// int8 sums come back as numbers: no figure here passes 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/**
 * Who a process is to Postgres (migration 0020): `web` sees the rows of whoever it asks for, `worker` those of everybody; `owner` also
 * changes the schema: migrations, the command line, tests.
 */
export type DatabaseRole = 'web' | 'worker' | 'owner';

export function connectDatabase(
  env: Pick<Env, 'DATABASE_URL' | 'DATABASE_POOL'>,
  applicationName: string,
  role: DatabaseRole = 'owner',
): Database {
  const options: pg.PoolConfig = {
    connectionString: env.DATABASE_URL,
    max: env.DATABASE_POOL,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  };
  const pool = role === 'web' ? new ScopedPool(options) : new pg.Pool({ ...options, ...becoming(role) });
  // An idle connection that the server closed (a restart) must not end the process; the next query gets a new one.
  pool.on('error', () => {});
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions: { maxWait: 10_000, timeout: 60_000 },
  });
  if (role === 'web') askOneByOne(client);
  return {
    client,
    pool,
    async close() {
      await client.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

const becoming = (role: DatabaseRole) =>
  role === 'owner' ? {} : { onConnect: (client: pg.ClientBase) => client.query(`set role diemcau_${role}`) };

/**
 * Prisma gathers the `findUnique` calls of one tick, whoever makes them, and sends them from the first one's context: another person's
 * lookup would be asked in this one's scope. Its loader is not part of its API, so a changed Prisma stops the process here; a test asks for
 * many people at once.
 */
function askOneByOne(client: PrismaClient): void {
  type Internals = { _requestHandler?: { dataloader?: { options?: { batchBy?: unknown } } } };
  const options = (client as unknown as Internals)._requestHandler?.dataloader?.options;
  if (typeof options?.batchBy !== 'function') throw new Error('Prisma’s loader has changed: see askOneByOne');
  options.batchBy = () => undefined;
}

/** Distinct texts that get a name; a list written out in SQL makes ever new texts, which must not pile up in every connection. */
const MAX_NAMED = 500;

/**
 * Names for prepared statements: Postgres plans a page's query once a connection instead of at every request, which for the
 * session page is most of its time. Needs session pooling where a pooler stands between.
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = names.size < MAX_NAMED ? `q${names.size + 1}` : '';
    if (name !== '') names.set(sql, name);
    return name;
  };
}

/** Runs `work` in a transaction, or in the caller's own when `db` already is one. */
export function inTransaction<T>(db: Db, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return '$transaction' in db ? db.$transaction(work) : work(db);
}
