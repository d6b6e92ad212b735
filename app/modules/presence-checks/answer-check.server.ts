import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { type CheckReply, LATE_DELIVERY_MS } from './schema';

export interface AnswerCheckArgs {
  sessionId: number;
  memberId: number;
  number: number;
  /** Milliseconds from the question to the tap, by the device's own measure; absent: it was sent without script. */
  elapsedMs?: number;
}

/**
 * The answer, once. In time by the server's clock it counts as it is. Later it counts only when the device says that it was tapped in
 * time and it arrives within the time of an outage; it is then stored as delivered late, and shown so.
 */
const ANSWER = `
with answered as (
  update presence_check k
     set answered_at = case when k.answer_by >= $4 then greatest(k.asked_at, $4) else k.asked_at + $5::int * interval '1 millisecond' end,
         delivered_at = case when k.answer_by >= $4 then null else $4 end
   where k.session_id = $1::int and k.member_id = $2::int and k.number = $3::smallint and k.answered_at is null and k.accepted is null
     and (k.answer_by >= $4
          or (k.asked_at + $5::int * interval '1 millisecond' <= k.answer_by
              and k.answer_by + ${LATE_DELIVERY_MS} * interval '1 millisecond' >= $4))
  returning k.session_id
)
select exists (select from answered) as fresh, k.answered_at is not null as already,
       c.id as "campaignId", c.presence_checks_needed as needed
  from presence_check k
  join study_session s on s.id = k.session_id
  join campaign c on c.id = s.campaign_id
 where k.session_id = $1::int and k.member_id = $2::int and k.number = $3::smallint`;

interface Row {
  fresh: boolean;
  /** Before this statement. */
  already: boolean;
  campaignId: number;
  needed: number;
}

/**
 * Takes the one tap. Twice, or on two devices, it changes nothing more.
 * @throws AppError not-found when this member was not asked
 */
export async function answerCheck(
  { pool, db, clock }: Pick<Services, 'pool' | 'db' | 'clock'>,
  { sessionId, memberId, number, elapsedMs }: AnswerCheckArgs,
): Promise<CheckReply> {
  const values = [sessionId, memberId, number, clock.now(), elapsedMs ?? null];
  const { rows } = await pool.query<Row>({ name: 'answer-check', text: ANSWER, values });
  const row = rows[0];
  if (!row) throw notFound();
  // Its own transaction: the sweep `uncounted-coverage` finds the member when this process ends just here.
  if (row.fresh && row.needed > 0) {
    await recomputeOutcomes({ campaignId: row.campaignId, memberIds: [memberId] }, db);
  }
  return { state: row.fresh || row.already ? 'ANSWERED' : 'MISSED', number };
}
