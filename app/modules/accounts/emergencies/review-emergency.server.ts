import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { can, requireAnywhere } from '../access';
import type { Viewer } from '../viewer';
import type { EmergencyVerdict } from './schema';

interface Args {
  viewer: Viewer;
  id: number;
  verdict: EmergencyVerdict;
  /** Needed with an objection. */
  note: string;
  now: Date;
}

/**
 * What somebody else says of it afterwards; said once.
 * @throws AppError not-found, OWN_EMERGENCY, EMERGENCY_RUNS, EMERGENCY_REVIEWED, NOTE_MISSING
 */
export async function reviewEmergency({ viewer, id, verdict, note, now }: Args, db: PrismaClient): Promise<void> {
  requireAnywhere(viewer, 'emergency.review');
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<
      { accountId: number; unitId: number; path: string; runs: boolean; reviewed: boolean }[]
    >`
      select e.account_id as "accountId", e.unit_id as "unitId", u.path::text as path,
             coalesce(e.ended_at, e.until_at) > ${now}::timestamptz as runs, e.verdict is not null as reviewed
        from emergency_access e join unit u on u.id = e.unit_id where e.id = ${id}`;
    if (!row || !can(viewer, 'emergency.review', row.path)) throw notFound();
    if (row.accountId === viewer.accountId) {
      throw new AppError(
        'forbidden',
        'OWN_EMERGENCY',
        'Đồng chí không thể tự xem xét truy cập khẩn cấp của mình. Cần một người khác.',
      );
    }
    if (row.runs) {
      throw new AppError(
        'conflict',
        'EMERGENCY_RUNS',
        'Truy cập này chưa kết thúc. Đồng chí hãy kết thúc trước, hoặc xem xét sau khi hết giờ.',
      );
    }
    if (verdict === 'OBJECTED' && note === '') {
      throw new AppError('invalid', 'NOTE_MISSING', 'Đồng chí hãy ghi lý do không chấp nhận.');
    }
    const { count } = await tx.emergencyAccess.updateMany({
      where: { id, verdict: null },
      data: {
        ...{ verdict, reviewNote: note || null, reviewedAt: now },
        ...{ reviewedById: viewer.accountId, reviewedByName: viewer.displayName },
      },
    });
    if (row.reviewed || count === 0) {
      throw new AppError(
        'conflict',
        'EMERGENCY_REVIEWED',
        'Truy cập này đã có người xem xét. Đồng chí hãy tải lại trang.',
      );
    }
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'emergency.review', targetType: 'EmergencyAccess', targetId: id, unitId: row.unitId },
      data: { verdict, explanation: note },
    });
  });
}
