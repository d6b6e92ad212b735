import type { Pool } from 'pg';

export interface BenchRoom {
  sessionIds: number[];
  memberIds: number[];
}

/** Members of one cell and the sessions of one open campaign, long enough for any beat. */
export async function makeBenchRoom(pool: Pool, members: number, sessions: number): Promise<BenchRoom> {
  const ids = async (sql: string, values: unknown[]) =>
    (await pool.query<{ id: number }>(sql, values)).rows.map(({ id }) => id);
  const [unitId] = await ids(
    `insert into unit (id, code, kind, name, path)
     select id, 'DO', 'CELL', 'Chi bộ đo', id::text::ltree from nextval(pg_get_serial_sequence('unit', 'id')) id returning id`,
    [],
  );
  const memberIds = await ids(
    `insert into member (unit_id, full_name, sort_key, search_key, match_key)
     select $1, 'Đồng chí ' || n, n::text, n::text, n::text from generate_series(1, $2::int) n returning id`,
    [unitId, members],
  );
  const [campaignId] = await ids(
    `insert into campaign (code, title, unit_id, state, deadline_at, coverage_threshold)
     values ('do', 'Đo', $1, 'OPEN', now() + interval '30 days', 8000) returning id`,
    [unitId],
  );
  const sessionIds = await ids(
    `insert into study_session (campaign_id, position, title, starts_at)
     select $1, n, 'Buổi ' || n, now() from generate_series(1, $2::int) n returning id`,
    [campaignId, sessions],
  );
  await pool.query(
    `with asset as (insert into media_asset (public_path, file_name) select 'do-' || s, 'x' from unnest($1::int[]) s returning id)
     insert into recording (session_id, asset_id, timeline_seconds)
     select s, (select min(id) from asset), $2 from unnest($1::int[]) s`,
    [sessionIds, TIMELINE],
  );
  return { sessionIds, memberIds: memberIds.sort((a, b) => a - b) };
}

export const TIMELINE = 20_000;
