import type { Pool } from 'pg';
import { driverSql, type RunSql } from './import-rows.server';

/**
 * Runs `work` while holding the run's lock in Postgres, with the connection that holds it; returns false when another worker holds it. The lock falls with
 * the connection, so a killed worker leaves nothing locked.
 */
export async function withRunLock(runId: string, pool: Pool, work: (sql: RunSql) => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  const key = `import:${runId}`;
  try {
    const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as ok', [
      key,
    ]);
    if (!rows[0]?.ok) return false;
    try {
      await work(driverSql(client));
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]);
    }
    return true;
  } finally {
    client.release();
  }
}
