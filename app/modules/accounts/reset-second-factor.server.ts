import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { type Actor, auditActor, isViewer } from './actor';
import { findManagedAccount } from './find-account.server';
import { noteSecurityChange } from './note-security-change.server';
import { closeAllAuthSessions } from './open-auth-session.server';

interface Args {
  actor: Actor;
  username: string;
  now: Date;
  requestId?: string;
}

/**
 * Takes all second factors of somebody who lost them; every browser of the account is signed out. The same reach as giving a new
 * password, and not for oneself: that needs another administrator, or the recovery codes.
 * @throws AppError not-found, OWN_FACTORS, ACCOUNT_OUT_OF_REACH
 */
export async function resetSecondFactor({ actor, username, now, requestId }: Args, db: PrismaClient): Promise<void> {
  await db.$transaction(async (tx) => {
    const found = isViewer(actor)
      ? await findManagedAccount({ viewer: actor, username }, tx)
      : await tx.account.findUnique({ where: { username }, select: { id: true } });
    if (!found) throw notFound();
    if (isViewer(actor) && found.id === actor.accountId) {
      throw new AppError(
        'conflict',
        'OWN_FACTORS',
        'Đồng chí không thể tự đặt lại xác thực lần hai của mình tại đây. Hãy dùng trang Bảo mật tài khoản, hoặc nhờ quản trị khác.',
      );
    }
    const accountId = found.id;
    const totp = await tx.totpFactor.deleteMany({ where: { accountId } });
    const passkeys = await tx.passkey.deleteMany({ where: { accountId } });
    await tx.recoveryCodes.deleteMany({ where: { accountId } });
    await closeAllAuthSessions({ accountId, now }, tx);
    await noteSecurityChange({ accountId, kind: 'FACTORS_RESET', now }, tx);
    await appendAudit(tx, {
      actor: auditActor(actor),
      action: 'account.reset-factors',
      targetType: 'Account',
      targetId: accountId,
      data: { username, totp: totp.count > 0, passkeys: passkeys.count },
      requestId,
    });
  });
}
