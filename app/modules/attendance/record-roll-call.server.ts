import type { z } from 'zod';
import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { type AttendeeRow, findAttendees } from './find-attendees.server';
import type { rollCallInput } from './input';
import { recomputeOutcomes } from './recompute-outcomes.server';

export interface RollCallArgs extends z.output<typeof rollCallInput> {
  viewer: Viewer;
  /** The hall in which it is called. */
  venueId?: number;
  /** For a caller that has found its own right to record these members (a hall's clerk); absent: the viewer's roles decide. */
  mayRecord?: (attendee: AttendeeRow) => boolean;
  requestId?: string;
  address?: string;
}

/**
 * Adds one row of evidence per member named (điểm danh) and computes their outcomes, with one audit entry per cell. Only members
 * on the campaign's roster, in cells whose attendance the viewer records. Recording again adds newer rows; the newest counts.
 * @returns how many rows were added
 * @throws AppError not-found for foreign members, invalid when somebody is both present and absent
 */
export async function recordRollCall(args: RollCallArgs, db: Db): Promise<number> {
  const present = new Set(args.present);
  const both = args.absent.find((id) => present.has(id));
  if (both !== undefined) {
    throw new AppError(
      'invalid',
      'ROLL_CALL_BOTH',
      'Có đồng chí vừa được đánh dấu có mặt vừa vắng mặt. Hãy chọn lại một trong hai.',
    );
  }
  const memberIds = [...present, ...args.absent];
  if (memberIds.length === 0) {
    throw new AppError(
      'invalid',
      'ROLL_CALL_EMPTY',
      'Chưa chọn đồng chí nào. Hãy đánh dấu những người có mặt rồi lưu.',
    );
  }
  return inTransaction(db, async (tx) => {
    const attendees = await findAttendees({ sessionId: args.sessionId, memberIds }, tx);
    if (attendees.length !== new Set(memberIds).size) throw notFound();
    for (const attendee of attendees) {
      if (!args.mayRecord) requireCan(args.viewer, 'attendance.record', attendee.unitPath);
      else if (!args.mayRecord(attendee)) throw notFound();
    }
    await tx.attendanceEvidence.createMany({
      data: attendees.map((attendee) => ({
        sessionId: args.sessionId,
        memberId: attendee.memberId,
        kind: 'ROLL_CALL' as const,
        positive: present.has(attendee.memberId),
        way: present.has(attendee.memberId) ? ('HALL' as const) : null,
        recordedById: args.viewer.accountId,
        recordedByName: args.viewer.displayName,
        venueId: args.venueId ?? null,
      })),
    });
    for (const [unitId, cell] of groupByUnit(attendees)) {
      await appendAudit(tx, {
        actor: args.viewer,
        action: 'attendance.roll-call',
        targetType: 'StudySession',
        targetId: args.sessionId,
        unitId,
        data: {
          ...(args.venueId !== undefined && { venueId: args.venueId }),
          present: cell.map((row) => row.memberId).filter((id) => present.has(id)),
          absent: cell.map((row) => row.memberId).filter((id) => !present.has(id)),
        },
        requestId: args.requestId,
        address: args.address,
      });
    }
    const campaignId = attendees[0]?.campaignId;
    if (campaignId !== undefined) await recomputeOutcomes({ campaignId, memberIds }, tx);
    return attendees.length;
  });
}

function groupByUnit(attendees: readonly AttendeeRow[]): Map<number, AttendeeRow[]> {
  const cells = new Map<number, AttendeeRow[]>();
  for (const row of attendees) cells.set(row.unitId, [...(cells.get(row.unitId) ?? []), row]);
  return cells;
}
