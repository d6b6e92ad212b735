import type { Pool, PoolClient } from 'pg';
import { openIdentity, type StoredIdentity, sealIdentity } from '~/modules/org/member-identity';
import type { FieldCipher } from '~/platform/field-cipher';
import type { Services } from '~/platform/services';
import { SEALED_TABLES, type SealedTable } from './sealed-tables';

/** Rows a transaction: a worker that dies loses at most so many, and finds them again. */
const BATCH = 500;

export interface RewriteProgress {
  table: string;
  done: number;
  total: number;
}

export interface RewriteResult {
  rewritten: number;
  /** Members whose card number another row already has in its sealed form; they stay as they were until someone decides. */
  conflicts: number[];
}

interface RewriteOptions {
  report?: (progress: RewriteProgress) => void | Promise<void>;
  signal?: AbortSignal;
  /** Rows a transaction. */
  limit?: number;
}

type Work = Pick<Services, 'pool' | 'cipher'>;

/**
 * Seals with the current key whatever is open or sealed with an earlier one, batch by batch; what was done stays done, so it may be
 * stopped and begun again at any time, also twice at once. Nothing is rewritten while sealing is off.
 */
export async function rewriteSealedFields(
  { pool, cipher }: Work,
  { report, signal, limit = BATCH }: RewriteOptions = {},
): Promise<RewriteResult> {
  if (!cipher.sealing) return { rewritten: 0, conflicts: [] };
  const conflicts: number[] = [];
  let rewritten = 0;
  const tables = [{ table: 'member', rewrite: rewriteMembers }, ...SEALED_TABLES.map(rewriterOf)];
  for (const { table, rewrite } of tables) {
    const total = await countWaiting(table, { pool, cipher });
    let done = 0;
    for (let after: string | number | null = null; total > 0 && !signal?.aborted; ) {
      const step: Step = { after, limit, cipher };
      let batch: Batch;
      try {
        batch = await inOneTransaction(pool, (client) => rewrite(client, step));
      } catch (error) {
        if ((error as { code?: string }).code !== '23505') throw error;
        batch = await oneByOne(pool, rewrite, step, conflicts);
      }
      if (batch.last === null) break;
      after = batch.last;
      done += batch.count;
      rewritten += batch.count;
      await report?.({ table, done, total: Math.max(total, done) });
    }
  }
  return { rewritten, conflicts };
}

/** How many rows of each table each key has sealed; `null` for rows with something open. */
export async function countSealed({ pool }: Pick<Services, 'pool'>) {
  const counts: { table: string; key: string | null; rows: number }[] = [];
  for (const table of ['member', ...SEALED_TABLES.map((one) => one.table)]) {
    const { rows } = await pool.query<{ key: string | null; rows: number }>(
      `select seal_key as key, count(*)::int as rows from ${table} group by 1 order by 1`,
    );
    counts.push(...rows.map((row) => ({ table, ...row })));
  }
  return counts;
}

async function countWaiting(table: string, { pool, cipher }: Work): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from ${table} where seal_key is distinct from $1`,
    [cipher.currentKey()],
  );
  return rows[0]?.n ?? 0;
}

interface Step {
  after: string | number | null;
  limit: number;
  cipher: FieldCipher;
}

interface Batch {
  count: number;
  last: string | number | null;
}

type Rewrite = (client: PoolClient, step: Step) => Promise<Batch>;

async function inOneTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** A batch in which one row cannot be written: the others are, and that one is named. */
async function oneByOne(pool: Pool, rewrite: Rewrite, step: Step, conflicts: number[]): Promise<Batch> {
  let count = 0;
  let { after } = step;
  for (let i = 0; i < step.limit; i++) {
    const next: Step = { ...step, after, limit: 1 };
    try {
      const batch = await inOneTransaction(pool, (client) => rewrite(client, next));
      if (batch.last === null) break;
      after = batch.last;
      count += batch.count;
    } catch (error) {
      if ((error as { code?: string }).code !== '23505') throw error;
      const { rows } = await pool.query<{ id: number }>(
        'select id from member where seal_key is distinct from $1 and id > $2 order by id limit 1',
        [step.cipher.currentKey(), after ?? 0],
      );
      if (!rows[0]) break;
      conflicts.push(rows[0].id);
      after = rows[0].id;
    }
  }
  return { count, last: after === step.after ? null : after };
}

const rewriteMembers: Rewrite = async (client, { after, limit, cipher }) => {
  const { rows } = await client.query<StoredIdentity & { id: number }>(
    `select id, card_number as "cardNumber", card_sealed as "cardSealed", email, email_sealed as "emailSealed",
            phone, phone_sealed as "phoneSealed"
       from member where seal_key is distinct from $1 and id > $2 order by id limit $3 for update`,
    [cipher.currentKey(), after ?? 0, limit],
  );
  const sealed = rows.map((row) => ({
    id: row.id,
    ...sealIdentity(row.id, openIdentity(row.id, row, cipher), cipher),
  }));
  await client.query(
    `update member m set card_number = null, email = null, phone = null, card_sealed = s."cardSealed", card_index = s."cardIndex",
            email_sealed = s."emailSealed", email_index = s."emailIndex", phone_sealed = s."phoneSealed", seal_key = s."sealKey"
       from jsonb_to_recordset($1::jsonb) as s(id int, "cardSealed" text, "cardIndex" text, "emailSealed" text, "emailIndex" text,
                                               "phoneSealed" text, "sealKey" text)
      where m.id = s.id`,
    [JSON.stringify(sealed)],
  );
  return { count: rows.length, last: rows.at(-1)?.id ?? null };
};

function rewriterOf({ table, columns }: SealedTable): { table: string; rewrite: Rewrite } {
  const rewrite: Rewrite = async (client, { after, limit, cipher }) => {
    const { rows } = await client.query<Record<string, string | null> & { id: string }>(
      `select id::text as id, ${columns.join(', ')} from ${table}
        where seal_key is distinct from $1 and ($2::text is null or id::text > $2) order by id::text limit $3 for update`,
      [cipher.currentKey(), after, limit],
    );
    for (const row of rows) {
      const values = columns.map((column) => {
        const value = row[column] ?? null;
        const place = { table, column, row: row.id };
        return value === null ? null : cipher.seal(cipher.open(value, place), place);
      });
      const set = columns.map((column, i) => `${column} = $${i + 3}`).join(', ');
      await client.query(`update ${table} set ${set}, seal_key = $2 where id::text = $1`, [
        ...[row.id, cipher.currentKey()],
        ...values,
      ]);
    }
    return { count: rows.length, last: rows.at(-1)?.id ?? null };
  };
  return { table, rewrite };
}
