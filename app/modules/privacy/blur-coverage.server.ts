import type { Services } from '~/platform/services';

/** Rows a statement: few enough that nobody waits for their locks. */
const ROWS = 20_000;

/**
 * Campaigns that are over and whose newest report was issued before: `blur` is the moment that then stands for all of theirs. A campaign
 * without a report keeps its detail: its figures may still be disputed.
 */
const CAMPAIGNS = `
  select c.id, coalesce(c.closed_at, c.deadline_at) as blur from campaign c
   where c.state = 'CLOSED' and (select max(r.issued_at) from completion_report r join snapshot s on s.id = r.snapshot_id
                                  where s.campaign_id = c.id) < $1`;

/**
 * Who watched which minute and when is forgotten; how long stays. With L seconds live, R from the recording and C together, live becomes
 * [0, L) and the recording [C − R, C): their lengths and that of their union are what they were, and these three numbers are all that
 * verdicts are made of (recompute-outcomes.server.ts). Of presence checks the moments go; whether each was met stays.
 * @returns rows changed
 */
export async function blurCoverage(before: Date, { pool }: Pick<Services, 'pool'>): Promise<number> {
  let changed = 0;
  for (const statement of [COVERAGE, CHECKS]) {
    for (;;) {
      const { rowCount } = await pool.query(statement, [before]);
      changed += rowCount ?? 0;
      if ((rowCount ?? 0) < ROWS) break;
    }
  }
  return changed;
}

const range = (from: string, to: string) =>
  `case when ${to} > ${from} then int4multirange(int4range(${from}, ${to})) else '{}' end`;

const COVERAGE = `
  with old as (${CAMPAIGNS}),
  picked as (
    select v.session_id, v.member_id, old.blur, multirange_seconds(v.live) as l, multirange_seconds(v.recording) as r,
           multirange_seconds(v.live + v.recording) as c
      from session_coverage v join study_session s on s.id = v.session_id join old on old.id = s.campaign_id
     where v.last_beat_at <> old.blur or v.position <> 0 limit ${ROWS} for update of v)
  update session_coverage v
     set live = ${range('0', 'l')}, recording = ${range('c - r', 'c')}, live_cut = '{}', recording_cut = '{}',
         position = 0, allowance = 0, last_beat_at = blur, ticket_at = blur
    from picked where v.session_id = picked.session_id and v.member_id = picked.member_id`;

const CHECKS = `
  with old as (${CAMPAIGNS}),
  picked as (
    select k.session_id, k.member_id, k.number, old.blur
      from presence_check k join study_session s on s.id = k.session_id join old on old.id = s.campaign_id
     where k.asked_at <> old.blur limit ${ROWS} for update of k)
  update presence_check k
     set at = 0, asked_at = blur, answer_by = blur, answered_at = case when answered_at is not null then blur end,
         delivered_at = case when delivered_at is not null then blur end,
         explained_at = case when explained_at is not null then blur end, decided_at = case when decided_at is not null then blur end
    from picked where k.session_id = picked.session_id and k.member_id = picked.member_id and k.number = picked.number`;
