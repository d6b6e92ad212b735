import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import type { Services } from '~/platform/services';
import { closeAllAuthSessions } from './open-auth-session.server';

const AT_ONCE = 500;
/** Batches a run; the next run, an hour later, goes on. */
const ROUNDS = 40;

/**
 * Stops the accounts that nobody has used for `IDLE_ACCOUNT_DAYS`: no sign-in, not created, not taken into use again since. Each in
 * a transaction of its own that asks again, so that who signs in at that moment stays in; two sweeps at once stop each account once.
 */
export async function disableIdleAccounts({ db, clock, env }: Pick<Services, 'db' | 'clock' | 'env'>): Promise<void> {
  const days = env.IDLE_ACCOUNT_DAYS;
  const now = clock.now();
  const before = new Date(now.getTime() - days * 86_400_000);
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = await findDue(before, db);
    for (const account of due) await stop(account, { before, now, days }, db);
    if (due.length < AT_ONCE) break;
  }
  // What was left half-way by people who went away.
  await db.signInStep.deleteMany({ where: { expiresAt: { lt: now } } });
}

interface Due {
  id: number;
  username: string;
}

const findDue = (before: Date, db: PrismaClient) => db.$queryRaw<Due[]>`
    select id, username from account
     where disabled_at is null and greatest(created_at, last_sign_in_at, enabled_at) < ${before}::timestamptz
     order by id limit ${AT_ONCE}`;

async function stop(
  { id, username }: Due,
  { before, now, days }: { before: Date; now: Date; days: number },
  db: PrismaClient,
): Promise<void> {
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
