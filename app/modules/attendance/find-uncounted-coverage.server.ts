import type { Pool } from 'pg';
import { neededChecks } from '~/modules/presence-checks/schema';

const LIMIT = 20_000;
/** A closed campaign is looked after for so long: beats that were under way when it closed have come by then. */
const CLOSED_DAYS = 2;

const LOOKED_AFTER = `(p.state = 'OPEN' or p.closed_at > now() - make_interval(days => ${CLOSED_DAYS}))`;

/**
 * Members on the roster whose coverage and outcome do not agree, by campaign: the threshold of a session is reached (and as many
 * presence checks are met as the rules ask for) and the outcome does not count it as attended, or (after a longer recording took its
 * place) the outcome rests on coverage that is not enough any more. Those with a correction are left out: it says what counts,
 * whatever was covered.
 */
export async function findUncountedCoverage(pool: Pool): Promise<{ campaignId: number; memberIds: number[] }[]> {
  const asking = await sessionsThatNeedChecks(pool);
  const { rows } = await pool.query<{ campaign_id: number; member_ids: number[] }>(
    `select campaign_id, array_agg(distinct member_id) as member_ids
       from (
         select p.id as campaign_id, c.member_id
           from campaign p
           join (select *, row_number() over (partition by campaign_id order by position) as ordinal from study_session) s
             on s.campaign_id = p.id
           join recording r on r.session_id = s.id
           join session_coverage c on c.session_id = s.id
           join roster_entry e on e.campaign_id = p.id and e.member_id = c.member_id
           left join unnest($1::int[], $2::int[]) as asking(session_id, needed) on asking.session_id = s.id
           left join member_outcome o on o.campaign_id = p.id and o.member_id = c.member_id
          where ${LOOKED_AFTER}
            and case when c.covered::bigint * 10000 >= p.coverage_threshold::bigint * r.timeline_seconds
                      and (asking.needed is null
                           or asking.needed <= (select count(*) from presence_check k
                                                 where k.session_id = s.id and k.member_id = c.member_id
                                                   and (k.answered_at is not null or k.accepted)))
                     then coalesce(o.ways[s.ordinal], 0) = 0
                     else o.ways[s.ordinal] in (2, 3) end
            and not exists (select from attendance_evidence v
                             where v.session_id = s.id and v.member_id = c.member_id and v.kind = 'CORRECTION')
          limit ${LIMIT}) uncounted
      group by campaign_id`,
    [asking.map(({ sessionId }) => sessionId), asking.map(({ needed }) => needed)],
  );
  return rows.map((row) => ({ campaignId: row.campaign_id, memberIds: row.member_ids }));
}

/** Few rows; how many are needed in a session of its length is said in one place, and not again in SQL. */
async function sessionsThatNeedChecks(pool: Pool): Promise<{ sessionId: number; needed: number }[]> {
  const { rows } = await pool.query<{ id: number; count: number; needed: number; seconds: number }>(
    `select s.id, p.presence_checks as count, p.presence_checks_needed as needed, r.timeline_seconds as seconds
       from campaign p join study_session s on s.campaign_id = p.id join recording r on r.session_id = s.id
      where p.presence_checks_needed > 0 and ${LOOKED_AFTER}`,
  );
  return rows
    .map(({ id, count, needed, seconds }) => ({
      sessionId: id,
      needed: neededChecks({ presenceChecks: count, presenceChecksNeeded: needed }, seconds),
    }))
    .filter(({ needed }) => needed > 0);
}
