import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { venueStateOf } from './schema';

export interface CheckInPage {
  venueId: number;
  venueName: string;
  place: string;
  timeZone: string;
  sessionId: number;
  sessionTitle: string;
  /** When this member said they were here; null: not yet. */
  at: Date | null;
  /** The clerk's word: present, absent, or not yet given. */
  mark: boolean | null;
}

interface Row extends CheckInPage {
  unitId: number;
  openedAt: Date | null;
  closedAt: Date | null;
  campaignState: string;
  listed: boolean;
  walkIn: boolean;
  elsewhere: string | null;
}

/**
 * The hall of a good code for this member: where they are and whether they are checked in already.
 * @throws AppError with the reason, in words, when they cannot check in here
 */
export async function getCheckIn({ viewer, venueId }: { viewer: Viewer; venueId: number }, db: Db): Promise<Row> {
  if (viewer.memberId === null) {
    throw new AppError(
      'forbidden',
      'NOT_A_MEMBER',
      'Tài khoản này không gắn với đảng viên nào nên không điểm danh được. Đồng chí đăng nhập bằng tài khoản của mình.',
    );
  }
  const [row] = await db.$queryRaw<Row[]>`
    select v.id as "venueId", v.name as "venueName", v.place, v.time_zone as "timeZone", v.unit_id as "unitId",
           v.opened_at as "openedAt", v.closed_at as "closedAt", s.id as "sessionId", s.title as "sessionTitle",
           c.state::text as "campaignState", e.member_id is not null as listed,
           case when k.venue_id = v.id then k.at end as at,
           coalesce(mark.present_at, case when k.venue_id <> v.id and mark.positive is not true then other.name end) as elsewhere,
           mark.positive as mark,
           not exists (select from venue_unit vu join unit a on a.id = vu.unit_id where vu.venue_id = v.id and u.path <@ a.path) as "walkIn"
      from venue v join study_session s on s.id = v.session_id join campaign c on c.id = s.campaign_id
      left join roster_entry e on e.campaign_id = c.id and e.member_id = ${viewer.memberId} and e.reason <> 'TRANSFERRED_OUT'
      left join unit u on u.id = e.unit_id
      left join venue_check_in k on k.session_id = s.id and k.member_id = ${viewer.memberId}
      left join venue other on other.id = k.venue_id
      left join lateral (
        select a.positive, case when a.positive and a.venue_id <> v.id then hall.name end as present_at
          from attendance_evidence a left join venue hall on hall.id = a.venue_id
         where a.session_id = s.id and a.member_id = ${viewer.memberId} and a.kind = 'ROLL_CALL'
         order by a.recorded_at desc, a.id desc limit 1) mark on true
     where v.id = ${venueId}`;
  if (!row) throw notFound();
  if (!row.listed || row.campaignState === 'DRAFT') {
    throw new AppError(
      'forbidden',
      'NOT_LISTED',
      'Đồng chí không có trong danh sách học của đợt này nên không điểm danh được. Đồng chí báo với phụ trách điểm cầu.',
    );
  }
  if (row.elsewhere !== null) {
    throw new AppError(
      'conflict',
      'ELSEWHERE',
      'Đồng chí đã điểm danh buổi học này tại {{venue}}. Nếu nhầm, đồng chí báo với phụ trách điểm cầu đang dự.',
      { venue: row.elsewhere },
    );
  }
  return row;
}

interface Args {
  viewer: Viewer;
  venueId: number;
  requestId?: string;
  address?: string;
}

/**
 * The member says they are in the hall. A proposal only: HALL comes from the clerk's roll-call. Saying it twice changes nothing.
 * @throws AppError as `getCheckIn`, and conflict while the hall is not open
 */
export function checkIn({ viewer, venueId, requestId, address }: Args, db: Db): Promise<CheckInPage> {
  return inTransaction(db, async (tx) => {
    const row = await getCheckIn({ viewer, venueId }, tx);
    if (row.at || row.mark) return row;
    if (venueStateOf(row) !== 'OPEN' || row.campaignState !== 'OPEN') {
      throw new AppError(
        'conflict',
        'VENUE_NOT_OPEN',
        'Điểm cầu không mở điểm danh lúc này. Đồng chí báo với phụ trách điểm cầu.',
      );
    }
    const memberId = viewer.memberId ?? 0;
    const added = await tx.$executeRaw`
      insert into venue_check_in (session_id, member_id, venue_id, way, walk_in)
      values (${row.sessionId}, ${memberId}, ${venueId}, 'CODE', ${row.walkIn}) on conflict do nothing`;
    // Another tab, or another hall, was quicker: it is read again.
    if (added === 0) return getCheckIn({ viewer, venueId }, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'venue.check-in', targetType: 'Venue', targetId: venueId, unitId: row.unitId },
      data: { memberId, walkIn: row.walkIn },
      requestId,
      address,
    });
    return getCheckIn({ viewer, venueId }, tx);
  });
}
