import type { z } from 'zod';
import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { findAttendees } from '~/modules/attendance/find-attendees.server';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { decisionInput } from './input';

type Args = z.output<typeof decisionInput> & { viewer: Viewer; now: Date; requestId?: string; address?: string };

/**
 * Accepts or declines the explanation of a missed check, with a reason; a later decision takes the place of an earlier one, and both
 * stand in the audit log. The outcome follows in the same transaction.
 * @throws AppError not-found; conflict: answered after all, or nothing was explained
 */
export function decideCheck(args: Args, db: Db): Promise<void> {
  const { viewer, sessionId, memberId, number, accepted, reason, now } = args;
  return inTransaction(db, async (tx) => {
    const [attendee] = await findAttendees({ sessionId, memberIds: [memberId] }, tx);
    if (!attendee) throw notFound();
    requireCan(viewer, 'attendance.correct', attendee.unitPath);
    const where = { sessionId_memberId_number: { sessionId, memberId, number } };
    // Two secretaries at once: the second waits here and sees the first's decision.
    await tx.$queryRaw`select from presence_check where session_id = ${sessionId} and member_id = ${memberId} and number = ${number} for update`;
    const before = await tx.presenceCheck.findUnique({ where });
    if (!before) throw notFound();
    if (before.answeredAt !== null || before.explainedAt === null) {
      throw new AppError(
        'conflict',
        'NOTHING_TO_DECIDE',
        'Lần hỏi này không có giải trình chờ xem xét. Đồng chí hãy tải lại trang.',
      );
    }
    await tx.presenceCheck.update({
      where,
      data: {
        ...{ accepted, decisionReason: reason, decidedAt: now },
        ...{ decidedById: viewer.accountId, decidedByName: viewer.displayName },
      },
    });
    await appendAudit(tx, {
      actor: viewer,
      action: accepted ? 'presence-check.accept' : 'presence-check.decline',
      targetType: 'Member',
      targetId: memberId,
      unitId: attendee.unitId,
      data: {
        ...{ sessionId, number, reason, explanation: before.explanation },
        ...(before.accepted === null ? {} : { before: { accepted: before.accepted, reason: before.decisionReason } }),
      },
      requestId: args.requestId,
      address: args.address,
    });
    await recomputeOutcomes({ campaignId: attendee.campaignId, memberIds: [memberId] }, tx);
  });
}
