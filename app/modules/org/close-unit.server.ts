import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { getUnitDetail } from './get-unit-detail.server';
import { lockTree } from './lock-tree.server';

interface Args {
  viewer: Viewer;
  code: string;
  /** yyyy-mm-dd, not after `today`. */
  closedOn: string;
  today: string;
  requestId?: string;
}

/** Ends a unit. What it did stays on file; open units below and members must have gone elsewhere first. */
export async function closeUnit({ viewer, code, closedOn, today, requestId }: Args, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockTree(tx);
    // Also waits for transfers into the unit, which hold it shared.
    await tx.$queryRaw`select id from unit where code = ${code} for update`;
    const unit = await getUnitDetail({ viewer, code }, tx);
    if (!unit.manages) throw notFound();
    if (unit.closedOn) throw new AppError('conflict', 'UNIT_CLOSED', 'Đơn vị này đã kết thúc hoạt động từ trước.');
    if (closedOn > today)
      throw new AppError(
        'unprocessable',
        'DATE_IN_FUTURE',
        'Ngày kết thúc ở sau hôm nay. Đồng chí hãy ghi khi đơn vị đã kết thúc hoạt động.',
      );
    const below = await tx.unit.count({ where: { parentId: unit.id, closedOn: null } });
    if (below > 0)
      throw new AppError(
        'conflict',
        'HAS_UNITS_BELOW',
        'Đơn vị còn {{count}} đơn vị trực thuộc đang hoạt động. Đồng chí hãy chuyển hoặc kết thúc các đơn vị ấy trước.',
        { count: below },
      );
    const present = ['ACTIVE', 'EXEMPT', 'TEMPORARILY_ELSEWHERE'] as const;
    const members = await tx.member.count({ where: { unitId: unit.id, status: { in: [...present] } } });
    if (members > 0)
      throw new AppError(
        'conflict',
        'HAS_MEMBERS',
        'Đơn vị còn {{count}} đảng viên. Đồng chí hãy chuyển sinh hoạt các đồng chí ấy trước.',
        { count: members },
      );
    await tx.unit.update({ where: { id: unit.id }, data: { closedOn: new Date(closedOn) } });
    await appendAudit(tx, {
      actor: viewer,
      action: 'unit.close',
      targetType: 'unit',
      targetId: unit.id,
      unitId: unit.id,
      data: { closedOn },
      requestId,
    });
  });
}
