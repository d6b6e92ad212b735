import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

export interface TableShape {
  name: string;
  /** Quoted, in order; without generated ones. */
  columns: string[];
  /** An order that is the same on every server. */
  order: string;
}

export interface TableSum {
  rows: number;
  /** SHA-256 of the rows as text in that order. */
  sha256: string;
}

/** What makes texts of values the same on every server, and lets nothing be hidden by row-level security unnoticed. */
export const SAME_TEXT = `set local row_security = off; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres'; set local extra_float_digits = 3; set local bytea_output = 'hex'; set local statement_timeout = 0`;

/** Prisma's own record of migrations is made by the migrations themselves. */
const NOT_OURS = `('_prisma_migrations')`;

export async function readShapes(client: PoolClient): Promise<TableShape[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; keys: string[] | null }>(`
    select c.relname as name,
           array(select quote_ident(a.attname) from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
           (select array_agg(quote_ident(a.attname) || case when a.attcollation <> 0 then '::text collate "C"' else '' end order by k.n)
              from pg_index i cross join lateral unnest(i.indkey::int2[]) with ordinality k (attnum, n)
              join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
             where i.indrelid = c.oid and i.indisprimary) as keys
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ${NOT_OURS} order by c.relname collate "C"`);
  return rows.map(({ name, columns, keys }) => ({
    ...{ name, columns },
    order: (keys ?? columns.map((column) => `${column}::text collate "C"`)).join(', '),
  }));
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The rows of a table as Postgres' COPY writes them, in order. Returns, at the end, how many and their hash. */
export async function* readTable(client: PoolClient, shape: TableShape): AsyncGenerator<Buffer, TableSum> {
  const { name, columns, order } = shape;
  const stream = client.query(
    copyTo(`copy (select ${columns.join(', ')} from ${quoted(name)} order by ${order}) to stdout`),
  );
  const hash = createHash('sha256');
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  return { rows: stream.rowCount ?? 0, sha256: hash.digest('hex') };
}

/** The same without the rows. */
export async function sumTable(client: PoolClient, shape: TableShape): Promise<TableSum> {
  const rows = readTable(client, shape);
  for (;;) {
    const next = await rows.next();
    if (next.done) return next.value;
  }
}
