import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { type Actor, auditActor, isViewer } from './actor';
import { findManagedAccount } from './find-account.server';
import { closeAllAuthSessions } from './open-auth-session.server';
import { hashPassword, makeOneTimePassword } from './password-hash.server';

interface Args {
  actor: Actor;
  username: string;
  now: Date;
  requestId?: string;
}

/** A new one-time password, to be changed at the next sign-in; every browser of the account is signed out, a lock is lifted. */
export async function resetPassword(
  { actor, username, now, requestId }: Args,
  db: PrismaClient,
): Promise<{ password: string }> {
  const password = makeOneTimePassword();
  const passwordHash = await hashPassword(password);
  await db.$transaction(async (tx) => {
    const found = isViewer(actor)
      ? await findManagedAccount({ viewer: actor, username }, tx)
      : await tx.account.findUnique({ where: { username }, select: { id: true } });
    if (!found) throw notFound();
    await tx.account.update({
      where: { id: found.id },
      data: { passwordHash, mustChangePassword: true, failedAttempts: 0, lockedUntil: null },
    });
    await closeAllAuthSessions({ accountId: found.id, now }, tx);
    await appendAudit(tx, {
      actor: auditActor(actor),
      action: 'account.reset-password',
      targetType: 'Account',
      targetId: found.id,
      data: { username },
      requestId,
    });
  });
  return { password };
}
