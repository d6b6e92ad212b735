import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';

/** Writes down which proposals ran out of time. They had no effect before, and cannot be approved since; two sweeps at once write each once. */
export async function expireProposals({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<void> {
  const now = clock.now();
  const due = await db.grantProposal.findMany({
    where: { state: 'PENDING', expiresAt: { lte: now } },
    select: { id: true, accountId: true, username: true, role: true, unitId: true, unit: { select: { code: true } } },
    orderBy: { id: 'asc' },
    take: 500,
  });
  for (const { id, accountId, username, role, unitId, unit } of due) {
    await db.$transaction(async (tx) => {
      const { count } = await tx.grantProposal.updateMany({
        where: { id, state: 'PENDING' },
        data: { state: 'EXPIRED', decidedAt: now },
      });
      if (count === 0) return;
      await appendAudit(tx, {
        ...{ actor: { system: 'Hạn duyệt đề nghị' }, action: 'account.expire-proposal', targetType: 'Account' },
        ...{ targetId: accountId, unitId, data: { username, role, unitCode: unit.code, proposalId: id } },
      });
    });
  }
}
