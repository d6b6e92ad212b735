import type { Pool } from 'pg';
import { dataFrame, jsonFrame } from './frames';
import { readShapes, readTable, SAME_TEXT, type TableSum } from './tables.server';

export interface DatabaseSum {
  tables: Record<string, TableSum>;
  migrations: string[];
  rows: number;
}

/**
 * The whole database as frames, of one moment: every table in one repeatable-read transaction, then the sequences. `onEnd` gets the
 * sums that a restore must come to. The structure is not in it: migrations make it.
 */
export async function* dumpDatabase(pool: Pool, onEnd: (sum: DatabaseSum) => void): AsyncGenerator<Buffer> {
  const client = await pool.connect();
  try {
    await client.query(`begin isolation level repeatable read read only; ${SAME_TEXT}`);
    const { rows: applied } = await client.query<{ name: string }>(
      `select migration_name as name from _prisma_migrations where finished_at is not null order by migration_name`,
    );
    const sum: DatabaseSum = { tables: {}, migrations: applied.map((row) => row.name), rows: 0 };
    yield jsonFrame({ format: 1, migrations: sum.migrations });
    for (const shape of await readShapes(client)) {
      yield jsonFrame({ table: shape.name, columns: shape.columns });
      const rows = readTable(client, shape);
      for (;;) {
        const next = await rows.next();
        if (next.done) {
          sum.tables[shape.name] = next.value;
          sum.rows += next.value.rows;
          yield jsonFrame({ ended: shape.name, ...next.value });
          break;
        }
        yield dataFrame(next.value);
      }
    }
    const { rows: sequences } = await client.query<{ name: string; last: string | null }>(
      `select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1`,
    );
    yield jsonFrame({ sequences });
    yield jsonFrame({ end: true });
    onEnd(sum);
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}
