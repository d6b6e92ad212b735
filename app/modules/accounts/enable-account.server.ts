import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { notFound } from '~/platform/errors';

interface Args {
  /** The command line, for which no scope holds; people use `disableAccount({ disabled: false })`. */
  actor: { system: string };
  username: string;
  now: Date;
}

/** Takes a stopped account into use again from the machine itself: the way back when the last administrator was stopped. */
export async function enableAccount({ actor, username, now }: Args, db: PrismaClient): Promise<void> {
  await db.$transaction(async (tx) => {
    const account = await tx.account.findUnique({ where: { username }, select: { id: true } });
    if (!account) throw notFound();
    await tx.account.update({
      where: { id: account.id },
      data: { disabledAt: null, disabledForIdle: false, enabledAt: now },
    });
    await appendAudit(tx, {
      ...{ actor, action: 'account.enable', targetType: 'Account', targetId: account.id },
      data: { username },
    });
  });
}
