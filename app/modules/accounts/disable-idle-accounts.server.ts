import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { closeAllAuthSessions } from './open-auth-session.server';

const AT_ONCE = 500;

/**
 * Stops the accounts that nobody has used for `IDLE_ACCOUNT_DAYS`: no sign-in, not created, not taken into use again since. Each in
 * a transaction of its own that asks again, so that who signs in at that moment stays in; two sweeps at once stop each account once.
 */
export async function disableIdleAccounts({ db, clock, env }: Pick<Services, 'db' | 'clock' | 'env'>): Promise<void> {
  const days = env.IDLE_ACCOUNT_DAYS;
  const now = clock.now();
  const before = new Date(now.getTime() - days * 86_400_000);
  const due = await db.$queryRaw<{ id: number; username: string }[]>`
    select id, username from account
     where disabled_at is null and greatest(created_at, last_sign_in_at, enabled_at) < ${before}::timestamptz
     order by id limit ${AT_ONCE}`;
  for (const { id, username } of due) {
    await db.$transaction(async (tx) => {
      const stopped = await tx.$executeRaw`
        update account set disabled_at = ${now}::timestamptz, disabled_for_idle = true
         where id = ${id} and disabled_at is null
           and greatest(created_at, last_sign_in_at, enabled_at) < ${before}::timestamptz`;
      if (stopped === 0) return;
      await closeAllAuthSessions({ accountId: id, now }, tx);
      await appendAudit(tx, {
        actor: { system: 'Quét tài khoản lâu ngày' },
        action: 'account.disable-idle',
        targetType: 'Account',
        targetId: id,
        data: { username, days },
      });
    });
  }
  // What was left half-way by people who went away.
  await db.signInStep.deleteMany({ where: { expiresAt: { lt: now } } });
}
