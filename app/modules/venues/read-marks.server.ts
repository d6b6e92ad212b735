import type { Db } from '~/platform/db';
import type { StoredMark } from './merge-mark';

interface Row extends StoredMark {
  memberId: number;
  venueName: string | null;
  recordedByName: string;
}

/** The newest roll-call of each of the members who has one. */
export async function readMarks(
  { sessionId, memberIds }: { sessionId: number; memberIds: readonly number[] },
  db: Db,
): Promise<Map<number, Row>> {
  const rows = await db.$queryRaw<Row[]>`
    select distinct on (e.member_id) e.member_id as "memberId", e.positive as present, e.venue_id as "venueId",
           e.recorded_by_id as "recordedById", e.recorded_by_name as "recordedByName", v.name as "venueName"
      from attendance_evidence e left join venue v on v.id = e.venue_id
     where e.session_id = ${sessionId} and e.member_id = any(${[...memberIds]}::int[]) and e.kind = 'ROLL_CALL'
     order by e.member_id, e.recorded_at desc, e.id desc`;
  return new Map(rows.map((row) => [row.memberId, row]));
}
