import type { Pool } from 'pg';

export interface LargeCampaign {
  campaignId: number;
  campaignCode: string;
  rootId: number;
  rootCode: string;
  /** Of the cells, in order. */
  cellNames: string[];
}

/**
 * A bloc of cells with many members in an open campaign of two sessions, made in SQL. Of each ten members: three studied in the hall,
 * one online, one by make-up, one is excused, three have done nothing, one is exempt.
 */
export async function makeLargeCampaign(
  pool: Pool,
  { code, cells, members }: { code: string; cells: number; members: number },
): Promise<LargeCampaign> {
  const one = async <T>(sql: string, values: unknown[]) => (await pool.query(sql, values)).rows[0] as T;
  const root = await one<{ id: number }>(
    `insert into unit (id, code, kind, name, path)
     select id, $1, 'BLOC', 'Đảng bộ ' || $1, id::text::ltree from nextval(pg_get_serial_sequence('unit', 'id')) id returning id`,
    [code],
  );
  const { rows: units } = await pool.query<{ id: number; name: string }>(
    `insert into unit (id, code, kind, name, path, parent_id, position)
     select id, $2 || '.' || n, 'CELL', 'Chi bộ số ' || lpad(n::text, 5, '0'), ($1::int || '.' || id)::ltree, $1, n
       from (select n, nextval(pg_get_serial_sequence('unit', 'id'))::int as id from generate_series(1, $3::int) n) made
     returning id, name`,
    [root.id, code, cells],
  );
  const campaign = await one<{ id: number }>(
    `insert into campaign (code, title, unit_id, state, deadline_at, roster_taken_at, opened_at, quiz_required)
     values ($1, 'Đợt lớn ' || $1, $2, 'OPEN', now() + interval '30 days', now(), now(), false) returning id`,
    [code, root.id],
  );
  await pool.query(
    `insert into study_session (campaign_id, position, title, starts_at) select $1, n, 'Buổi ' || n, now() from generate_series(1, 2) n`,
    [campaign.id],
  );
  await pool.query(
    `with made as (
       insert into member (unit_id, full_name, sort_key, search_key, match_key)
       select ($1::int[])[1 + (n - 1) % cardinality($1::int[])], 'Nguyễn Thị Mẫu ' || n, lpad(n::text, 9, '0'), n::text, n::text
         from generate_series(1, $2::int) n returning id, unit_id, full_name)
     insert into roster_entry (campaign_id, member_id, unit_id, reason, kind)
     select $3, id, unit_id, (case (regexp_replace(full_name, '\\D', '', 'g')::int / cardinality($1::int[])) % 10 when 9 then 'EXEMPT' else 'REQUIRED' end)::roster_reason, 'OFFICIAL' from made`,
    [units.map((unit) => unit.id), members, campaign.id],
  );
  await pool.query(
    `insert into member_outcome (campaign_id, member_id, unit_id, required, ways, excused, studied, way)
     select r.campaign_id, r.member_id, r.unit_id, r.reason = 'REQUIRED',
            case when d < 3 then '{1,1}' when d = 3 then '{2,2}' when d = 4 then '{3,3}' else '{0,0}' end::smallint[],
            d = 5, d < 5, (case when d < 3 then 'HALL' when d = 3 then 'ONLINE' when d = 4 then 'MAKE_UP' end)::attendance_way
       from roster_entry r join member m on m.id = r.member_id,
            lateral (select (regexp_replace(m.full_name, '\\D', '', 'g')::int / $2::int) % 10 as d) x
      where r.campaign_id = $1`,
    [campaign.id, cells],
  );
  await pool.query('analyze');
  return {
    campaignId: campaign.id,
    campaignCode: code,
    rootId: root.id,
    rootCode: code,
    cellNames: units.map((unit) => unit.name),
  };
}
