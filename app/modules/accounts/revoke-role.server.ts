import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { can } from './access';
import { findAccount } from './find-account.server';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  username: string;
  grantId: number;
  now: Date;
  requestId?: string;
}

/** Takes a role back; the row stays with its dates. It works from the account's next request on. */
export async function revokeRole({ viewer, username, grantId, now, requestId }: Args, db: PrismaClient): Promise<void> {
  await db.$transaction(async (tx) => {
    const account = await findAccount({ viewer, username }, tx);
    const grant = account.grants.find((one) => one.id === grantId);
    if (!grant || !can(viewer, 'account.manage', grant.path)) throw notFound();
    if (account.id === viewer.accountId && grant.role === 'ADMINISTRATOR') {
      throw new AppError(
        'conflict',
        'OWN_ADMINISTRATION',
        'Đồng chí không thể tự thu hồi quyền quản trị của mình. Hãy nhờ quản trị khác.',
      );
    }
    const { count } = await tx.roleGrant.updateMany({
      where: { id: grantId, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return;
    await appendAudit(tx, {
      actor: viewer,
      action: 'account.revoke-role',
      targetType: 'Account',
      targetId: account.id,
      data: { username, role: grant.role, unitCode: grant.unitCode },
      requestId,
    });
  });
}
