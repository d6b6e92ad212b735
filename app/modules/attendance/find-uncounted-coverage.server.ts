import type { Pool } from 'pg';

const LIMIT = 20_000;

/**
 * Members of open campaigns on the roster whose coverage reaches the threshold of a session that their outcome does not count
 * as attended, by campaign. Those with a correction are left out: it may say "not attended" for good.
 */
export async function findUncountedCoverage(pool: Pool): Promise<{ campaignId: number; memberIds: number[] }[]> {
  const { rows } = await pool.query<{ campaign_id: number; member_ids: number[] }>(
    `select campaign_id, array_agg(distinct member_id) as member_ids
       from (
         select p.id as campaign_id, c.member_id
           from campaign p
           join study_session s on s.campaign_id = p.id
           join recording r on r.session_id = s.id
           join session_coverage c on c.session_id = s.id
           join roster_entry e on e.campaign_id = p.id and e.member_id = c.member_id
           left join member_outcome o on o.campaign_id = p.id and o.member_id = c.member_id
          where p.state <> 'DRAFT'
            and c.covered::bigint * 10000 >= p.coverage_threshold::bigint * r.timeline_seconds
            and coalesce(o.ways[(select count(*) from study_session b where b.campaign_id = p.id and b.position <= s.position)], 0) = 0
            and not exists (select from attendance_evidence v
                             where v.session_id = s.id and v.member_id = c.member_id and v.kind = 'CORRECTION')
          limit ${LIMIT}) uncounted
      group by campaign_id`,
  );
  return rows.map((row) => ({ campaignId: row.campaign_id, memberIds: row.member_ids }));
}
