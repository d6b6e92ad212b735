import { isWithin } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { recordRollCall } from '~/modules/attendance/record-roll-call.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { type ClerkVenue, findClerkVenue } from './find-clerk-venue.server';
import { mergeMark } from './merge-mark';
import { readMarks } from './read-marks.server';
import type { MarkConflict, MarkEntry } from './schema';

interface Args {
  viewer: Viewer;
  venueId: number;
  entries: readonly MarkEntry[];
  requestId?: string;
  address?: string;
}

/**
 * The clerk's taps become roll-call evidence. Only members of the hall's units, and those of others who showed themselves here.
 * Taps may come twice, late, and from two clerks at once: rows of the roster are locked, and each tap is compared with what stands
 * there now (`mergeMark`). What another clerk wrote meanwhile stays and comes back as a conflict.
 * @throws AppError not-found for a foreign hall or member; conflict once the campaign is closed
 */
export function markMembers(args: Args, db: Db): Promise<{ recorded: number; conflicts: MarkConflict[] }> {
  return inTransaction(db, async (tx) => {
    const venue = await findClerkVenue(args.viewer, args.venueId, tx);
    requireRunning(venue);
    // A member tapped twice: the last tap counts, with what was seen before the first.
    const entries = new Map<number, MarkEntry>();
    for (const entry of args.entries) {
      const first = entries.get(entry.memberId);
      entries.set(entry.memberId, first ? { ...entry, seen: first.seen } : entry);
    }
    const memberIds = [...entries.keys()];
    const shown = await lockShown(venue, memberIds, tx);
    if (shown.size !== memberIds.length) throw notFound();
    const marks = await readMarks({ sessionId: venue.sessionId, memberIds }, tx);
    const by = { venueId: venue.id, accountId: args.viewer.accountId };
    const toRecord: MarkEntry[] = [];
    const conflicts: MarkConflict[] = [];
    for (const entry of entries.values()) {
      const stored = marks.get(entry.memberId);
      const decision = mergeMark(entry, stored, by);
      if (decision === 'RECORD') toRecord.push(entry);
      else if (decision === 'ELSEWHERE') {
        conflicts.push({
          memberId: entry.memberId,
          message: 'Đồng chí này đã được điểm danh có mặt tại {{venue}}.',
          params: { venue: stored?.venueName ?? '' },
        });
      } else if (decision === 'CHANGED') {
        conflicts.push({
          memberId: entry.memberId,
          message: stored?.present
            ? '{{name}} vừa ghi đồng chí này có mặt. Nếu chưa đúng, hãy chọn lại.'
            : '{{name}} vừa ghi đồng chí này vắng. Nếu chưa đúng, hãy chọn lại.',
          params: { name: stored?.recordedByName ?? '' },
        });
      }
    }
    if (toRecord.length > 0) {
      const ids = (present: boolean) => toRecord.filter((e) => e.present === present).map((e) => e.memberId);
      const { viewer, requestId, address } = args;
      await recordRollCall(
        {
          ...{ viewer, requestId, address, sessionId: venue.sessionId, venueId: venue.id },
          ...{ present: ids(true), absent: ids(false) },
          mayRecord: ({ memberId }) => shown.has(memberId),
        },
        tx,
      );
    }
    return { recorded: toRecord.length, conflicts };
  });
}

/** @throws AppError conflict */
export function requireRunning(venue: Pick<ClerkVenue, 'campaignState'>): void {
  if (venue.campaignState === 'OPEN') return;
  throw new AppError(
    'conflict',
    'CAMPAIGN_NOT_OPEN',
    venue.campaignState === 'DRAFT'
      ? 'Đợt học tập chưa mở nên chưa điểm danh được. Đồng chí chờ đơn vị tổ chức mở đợt.'
      : 'Đợt học tập đã kết thúc nên không điểm danh được nữa. Cần sửa, đồng chí báo bí thư chi bộ.',
  );
}

/** Those of the members whom this hall's clerk may call, their roster rows locked (in the order that outcomes lock them). */
async function lockShown(venue: ClerkVenue, memberIds: readonly number[], tx: Db): Promise<Set<number>> {
  const rows = await tx.$queryRaw<{ memberId: number; path: string; here: boolean }[]>`
    select e.member_id as "memberId", u.path::text as path,
           exists (select from venue_check_in c where c.venue_id = ${venue.id} and c.member_id = e.member_id)
           or exists (select from attendance_evidence a where a.venue_id = ${venue.id} and a.member_id = e.member_id) as here
      from roster_entry e join unit u on u.id = e.unit_id
     where e.campaign_id = ${venue.campaignId} and e.member_id = any(${[...memberIds]}::int[]) and e.reason <> 'TRANSFERRED_OUT'
     order by e.member_id for no key update of e`;
  const mine = rows.filter(({ path, here }) => here || venue.unitPaths.some((root) => isWithin(path, root)));
  return new Set(mine.map(({ memberId }) => memberId));
}
