import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Env } from './env';
import { Prisma, PrismaClient } from './generated/prisma/client';

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

export function connectDatabase(env: Pick<Env, 'DATABASE_URL' | 'DATABASE_POOL'>, applicationName: string): Database {
  const pool = new pg.Pool({
    connectionString: env.DATABASE_URL,
    max: env.DATABASE_POOL,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection that the server closed (a restart) must not end the process; the next query gets a new one.
  pool.on('error', () => {});
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions: { maxWait: 10_000, timeout: 60_000 },
  });
  return {
    client,
    pool,
    async close() {
      await client.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
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
