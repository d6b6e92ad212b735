import type { Services } from '~/platform/services';
import { TELL_AHEAD_SECONDS } from './check-moments';
import type { CheckReply } from './schema';

export interface OpenCheckArgs {
  sessionId: number;
  memberId: number;
  /** What a token of ours says: see readCheckToken. */
  number: number;
  at: number;
}

/** Coverage trails the player by a beat and the writer's moment; another question may stand: so much later it is asked for again. */
const RETRY_MS = 4_000;

/**
 * Puts the question unless it was put before, in one statement: for members on the roster of an open campaign whose rules ask so many,
 * whose counted watching is at the moment or has passed it, and who were asked nothing else within the time of one answer.
 * A row that another device has just made is not in this statement's sight: it is found when asked again.
 */
const OPEN = `
with made as (
  insert into presence_check (session_id, member_id, number, at, asked_at, answer_by)
  select s.id, e.member_id, $3::smallint, $4::int, $5::timestamptz, $5::timestamptz + $6::int * interval '1 second'
    from study_session s
    join campaign c on c.id = s.campaign_id and c.state = 'OPEN' and c.presence_checks >= $3::smallint
    join roster_entry e on e.campaign_id = c.id and e.member_id = $2::int
    join session_coverage v on v.session_id = s.id and v.member_id = $2::int
   where s.id = $1::int
     and (v.live + v.recording) && int4range($4::int - ${TELL_AHEAD_SECONDS}, $4::int + 1)
     and not exists (select from presence_check k where k.session_id = s.id and k.member_id = e.member_id
                       and k.asked_at > $5::timestamptz - $6::int * interval '1 second')
  on conflict do nothing
  returning *
)
select number, answered_at as "answeredAt", answer_by as "answerBy"
  from (select * from made union all select * from presence_check where session_id = $1::int and member_id = $2::int) k
 order by (number = $3::smallint) desc, asked_at`;

interface Row {
  number: number;
  answeredAt: Date | null;
  answerBy: Date;
}

/** Asks a member whose player passes a moment. Again, from anywhere, it answers how that one question stands. */
export async function openCheck(
  { pool, clock, env }: Pick<Services, 'pool' | 'clock' | 'env'>,
  { sessionId, memberId, number, at }: OpenCheckArgs,
): Promise<CheckReply> {
  const now = clock.now();
  const values = [sessionId, memberId, number, at, now, env.PRESENCE_CHECK_SECONDS];
  const { rows } = await pool.query<Row>({ name: 'open-check', text: OPEN, values });
  const asked = rows.find((row) => row.number === number);
  if (asked) return standing(asked, now);
  // Another one stands: that is the question now, whichever device it was put on.
  const other = rows.map((row) => standing(row, now)).find(({ state }) => state === 'OPEN');
  return other ?? { state: 'WAIT', number, retryMs: RETRY_MS };
}

function standing({ number, answeredAt, answerBy }: Row, now: Date): CheckReply {
  if (answeredAt !== null) return { state: 'ANSWERED', number };
  const leftMs = answerBy.getTime() - now.getTime();
  return leftMs >= 0 ? { state: 'OPEN', number, leftMs } : { state: 'MISSED', number };
}
