import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { closeAllAuthSessions } from './open-auth-session.server';

interface Args {
  actor: AuditActor;
  /** Folded; null: everybody. */
  username: string | null;
  now: Date;
}

/** Ends the sign-ins of one account, or of all: what is done first when something has leaked. Nobody is stopped from signing in again. */
export async function signOutAccounts({ actor, username, now }: Args, db: PrismaClient): Promise<{ closed: number }> {
  const account = username === null ? null : await db.account.findUnique({ where: { username }, select: { id: true } });
  if (username !== null && !account)
    throw new AppError('not-found', 'NO_ACCOUNT', 'Không có tài khoản {{username}}.', { username });
  return db.$transaction(async (tx) => {
    const closed = await tx.authSession.count({
      where: { ...(account && { accountId: account.id }), revokedAt: null, expiresAt: { gt: now } },
    });
    await closeAllAuthSessions({ accountId: account?.id ?? null, now }, tx);
    await appendAudit(tx, {
      ...{ actor, action: 'account.close-session', targetType: 'Account', targetId: account?.id ?? 'mọi tài khoản' },
      data: { sessions: closed },
    });
    return { closed };
  });
}
