import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Pool, PoolClient } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { AppError } from '~/platform/errors';
import type { DatabaseSum } from './dump-database.server';
import { type Frame, readFrames } from './frames';
import { quoted, readShapes, SAME_TEXT, sumTable, type TableShape, type TableSum } from './tables.server';

/**
 * Fills an empty, migrated database from a backup, in one transaction: all of it and the same, or nothing. Triggers and foreign keys
 * rest meanwhile, then every table is read again and compared with the sums in the backup.
 * @throws AppError conflict: another restore under way, not empty, newer than this version; unprocessable: broken
 */
export async function loadDatabase(pool: Pool, plain: AsyncIterable<Buffer>): Promise<DatabaseSum> {
  const client = await pool.connect();
  try {
    await client.query(`begin; ${SAME_TEXT}`);
    await requireAlone(client);
    const shapes = new Map((await readShapes(client)).map((shape) => [shape.name, shape]));
    await requireEmpty(client, [...shapes.values()]);
    await client.query('set local session_replication_role = replica').catch(() => {
      throw new AppError(
        'conflict',
        'NOT_PRIVILEGED',
        'Tài khoản cơ sở dữ liệu không được phép tắt ràng buộc khi phục hồi. Hãy dùng tài khoản quản trị, hoặc cấp quyền SET cho tham số session_replication_role.',
      );
    });
    const sum = await fill(client, shapes, readFrames(plain));
    await compare(client, shapes, sum);
    await client.query('commit');
    await client.query('analyze');
    return sum;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Two restores at once would each find the place empty. */
async function requireAlone(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ alone: boolean }>(
    "select pg_try_advisory_xact_lock(hashtext('diemcau.restore')) as alone",
  );
  if (rows[0]?.alone) return;
  throw new AppError(
    'conflict',
    'RESTORE_RUNNING',
    'Đang có một lần phục hồi khác vào cùng cơ sở dữ liệu này; chưa thay đổi gì. Hãy chờ lần đó kết thúc.',
  );
}

async function requireEmpty(client: PoolClient, shapes: readonly TableShape[]): Promise<void> {
  for (const { name } of shapes) {
    const { rowCount } = await client.query(`select 1 from ${quoted(name)} limit 1`);
    if (rowCount)
      throw new AppError(
        'conflict',
        'NOT_EMPTY',
        'Nơi phục hồi đã có dữ liệu (bảng {{table}}); chưa thay đổi gì. Hãy chỉ một cơ sở dữ liệu hoặc thư mục trống.',
        { table: name },
      );
  }
}

async function fill(
  client: PoolClient,
  shapes: ReadonlyMap<string, TableShape>,
  frames: AsyncIterable<Frame>,
): Promise<DatabaseSum> {
  const sum: DatabaseSum = { tables: {}, migrations: [], rows: 0 };
  let copy: CopyStreamQuery | null = null;
  for await (const frame of frames) {
    if ('data' in frame) {
      if (copy && !copy.write(frame.data)) await once(copy, 'drain');
      continue;
    }
    const { json } = frame;
    if (Array.isArray(json.migrations)) {
      sum.migrations = json.migrations as string[];
      await requireKnown(client, sum.migrations);
    } else if (typeof json.table === 'string') {
      copy = client.query(copyFrom(`copy ${quoted(json.table)} (${columnsOf(json, shapes)}) from stdin`));
    } else if (typeof json.ended === 'string') {
      if (copy) {
        copy.end();
        await finished(copy);
      }
      copy = null;
      const { rows, sha256 } = json as unknown as TableSum;
      sum.tables[json.ended] = { rows, sha256 };
      sum.rows += rows;
    } else if (Array.isArray(json.sequences)) {
      for (const { name, last } of json.sequences as { name: string; last: string | null }[])
        if (last !== null) await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), last]);
    }
  }
  return sum;
}

/** The backup's columns, checked against the table: names from a file go into SQL. */
function columnsOf(json: Record<string, unknown>, shapes: ReadonlyMap<string, TableShape>): string {
  const known = shapes.get(String(json.table))?.columns ?? [];
  const columns = Array.isArray(json.columns) ? (json.columns as string[]) : [];
  if (columns.length === 0 || columns.some((column) => !known.includes(column))) throw tooNew();
  return columns.join(', ');
}

const tooNew = () =>
  new AppError(
    'conflict',
    'BACKUP_TOO_NEW',
    'Bản sao lưu do phiên bản mới hơn của hệ thống tạo ra. Hãy cài phiên bản đó rồi phục hồi.',
  );

async function requireKnown(client: PoolClient, migrations: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select migration_name as name from _prisma_migrations');
  const here = new Set(rows.map((row) => row.name));
  if (migrations.some((name) => !here.has(name))) throw tooNew();
}

/** A later version may have given tables more columns: then only the rows are counted, the hash is of another shape. */
async function compare(client: PoolClient, shapes: ReadonlyMap<string, TableShape>, sum: DatabaseSum): Promise<void> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from _prisma_migrations');
  const sameVersion = rows[0]?.n === sum.migrations.length;
  for (const [name, expected] of Object.entries(sum.tables)) {
    const shape = shapes.get(name);
    const found = shape && (await sumTable(client, shape));
    if (found && found.rows === expected.rows && (!sameVersion || found.sha256 === expected.sha256)) continue;
    throw new AppError(
      'unprocessable',
      'RESTORE_DIFFERS',
      'Bảng {{table}} sau khi phục hồi không giống bản sao lưu; đã hủy, chưa ghi gì. Hãy dùng bản sao khác.',
      { table: name },
    );
  }
}
