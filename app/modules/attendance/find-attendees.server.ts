import type { Db } from '~/platform/db';

export interface AttendeeRow {
  memberId: number;
  campaignId: number;
  /** The cell as it was when the roster was taken. */
  unitId: number;
  unitPath: string;
}

/** Those of the members who are on the roster of the session's campaign, with their cell for access checks. */
export function findAttendees(
  { sessionId, memberIds }: { sessionId: number; memberIds: readonly number[] },
  db: Db,
): Promise<AttendeeRow[]> {
  return db.$queryRaw<AttendeeRow[]>`
    select e.member_id as "memberId", e.campaign_id as "campaignId", e.unit_id as "unitId", u.path::text as "unitPath"
      from study_session s
      join roster_entry e on e.campaign_id = s.campaign_id
      join unit u on u.id = e.unit_id
     where s.id = ${sessionId} and e.member_id = any(${[...memberIds]}::int[])
     order by e.member_id`;
}
