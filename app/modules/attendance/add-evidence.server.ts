import { type Action, requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { AuditAction } from '~/modules/audit/actions';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { findAttendees } from './find-attendees.server';
import { recomputeOutcomes } from './recompute-outcomes.server';
import type { AttendanceWay } from './schema';

export interface AddEvidenceArgs {
  viewer: Viewer;
  /** What the viewer must be allowed to do in the member's cell. */
  right: Action;
  auditAction: Extract<AuditAction, 'attendance.excuse' | 'attendance.withdraw-excuse' | 'attendance.correct'>;
  sessionId: number;
  memberId: number;
  kind: 'EXCUSE' | 'CORRECTION';
  positive: boolean;
  way: AttendanceWay | null;
  reason: string;
  requestId?: string;
  address?: string;
}

/** One row of evidence about one member, the audit entry and the new outcome, in one transaction. @throws AppError not-found */
export function addEvidence(args: AddEvidenceArgs, db: Db): Promise<void> {
  const { viewer, sessionId, memberId, kind, positive, way, reason } = args;
  return inTransaction(db, async (tx) => {
    const [attendee] = await findAttendees({ sessionId, memberIds: [memberId] }, tx);
    if (!attendee) throw notFound();
    requireCan(viewer, args.right, attendee.unitPath);
    const evidence = await tx.attendanceEvidence.create({
      data: {
        ...{ sessionId, memberId, kind, positive, way, reason },
        recordedById: viewer.accountId,
        recordedByName: viewer.displayName,
      },
    });
    await appendAudit(tx, {
      actor: viewer,
      action: args.auditAction,
      targetType: 'Member',
      targetId: memberId,
      unitId: attendee.unitId,
      data: { sessionId, evidenceId: evidence.id, positive, way, reason },
      requestId: args.requestId,
      address: args.address,
    });
    await recomputeOutcomes({ campaignId: attendee.campaignId, memberIds: [memberId] }, tx);
  });
}
