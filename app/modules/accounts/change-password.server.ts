import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { commonPasswords } from './common-passwords.server';
import { closeAllAuthSessions, openAuthSession } from './open-auth-session.server';
import { hashPassword, verifyPassword } from './password-hash.server';
import { PASSWORD_REFUSALS, refusePassword } from './password-policy';
import { LOCK_MINUTES, takeTry } from './sign-in-throttle.server';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  current: string;
  next: string;
  address: string;
  userAgent: string | null;
  requestId: string;
}

/**
 * Changes one's own password: all browsers are signed out, this one gets a new token, which is returned.
 * @throws AppError CURRENT_WRONG, SIGN_IN_LOCKED, PASSWORD_REFUSED, PASSWORD_SAME
 */
export async function changePassword(args: Args, { db, clock }: Services): Promise<{ token: string }> {
  const { viewer } = args;
  const accountId = viewer.accountId;
  const now = clock.now();
  const refusal = refusePassword(args.next, viewer.username, await commonPasswords());
  if (refusal) throw new AppError('unprocessable', 'PASSWORD_REFUSED', PASSWORD_REFUSALS[refusal]);
  if (args.next.normalize('NFC') === args.current.normalize('NFC')) {
    throw new AppError('unprocessable', 'PASSWORD_SAME', 'Mật khẩu mới phải khác mật khẩu hiện tại.');
  }
  // A signed-in browser left alone must not serve for guessing: the same five tries.
  if (!(await takeTry({ accountId, now }, db))) {
    throw new AppError(
      'rate-limited',
      'CHANGE_LOCKED',
      'Đã nhập sai mật khẩu hiện tại quá nhiều lần. Đồng chí hãy chờ {{minutes}} phút rồi thử lại.',
      { minutes: LOCK_MINUTES },
    );
  }
  const account = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { passwordHash: true } });
  const currentWrong = () =>
    new AppError('unprocessable', 'CURRENT_WRONG', 'Mật khẩu hiện tại chưa đúng. Đồng chí hãy nhập lại.');
  if (!(await verifyPassword(account.passwordHash, args.current))) throw currentWrong();
  const passwordHash = await hashPassword(args.next);
  return db.$transaction(async (tx) => {
    // The password that was compared: of two changes at once, or with a reset in between, one holds.
    const { count } = await tx.account.updateMany({
      where: { id: accountId, passwordHash: account.passwordHash },
      data: { passwordHash, mustChangePassword: false, failedAttempts: 0, lockedUntil: null },
    });
    if (count === 0) throw currentWrong();
    await closeAllAuthSessions({ accountId, now }, tx);
    await appendAudit(tx, {
      actor: viewer,
      action: 'account.change-password',
      targetType: 'Account',
      targetId: accountId,
      requestId: args.requestId,
      address: args.address,
    });
    const { address, userAgent } = args;
    return { token: await openAuthSession({ accountId, address, userAgent, now }, tx) };
  });
}
