import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { findManagedAccount } from './find-account.server';
import { closeAllAuthSessions } from './open-auth-session.server';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  username: string;
  /** False takes it into use again. */
  disabled: boolean;
  now: Date;
  requestId?: string;
}

/** Stops an account (its browsers are signed out at once) or takes it into use again. Nothing is deleted. */
export async function disableAccount(
  { viewer, username, disabled, now, requestId }: Args,
  db: PrismaClient,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const account = await findManagedAccount({ viewer, username }, tx);
    if (account.id === viewer.accountId) {
      throw new AppError(
        'conflict',
        'OWN_ACCOUNT',
        'Đồng chí không thể tự ngừng tài khoản của mình. Hãy nhờ quản trị khác.',
      );
    }
    if ((account.disabledAt !== null) === disabled) return;
    await tx.account.update({
      where: { id: account.id },
      data: disabled
        ? { disabledAt: now, disabledForIdle: false }
        : { disabledAt: null, disabledForIdle: false, enabledAt: now },
    });
    if (disabled) await closeAllAuthSessions({ accountId: account.id, now }, tx);
    await appendAudit(tx, {
      actor: viewer,
      action: disabled ? 'account.disable' : 'account.enable',
      targetType: 'Account',
      targetId: account.id,
      data: { username },
      requestId,
    });
  });
}
