import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  /** One of the viewer's own sessions; null: all but this one. */
  authSessionId: number | null;
  now: Date;
  requestId: string;
}

/** Signs the viewer's other browsers out. Somebody else's session, an ended one or this one: nothing happens. */
export async function revokeAuthSessions(args: Args, db: PrismaClient): Promise<{ closed: number }> {
  const { viewer, authSessionId, now, requestId } = args;
  return db.$transaction(async (tx) => {
    const { count } = await tx.authSession.updateMany({
      where: {
        accountId: viewer.accountId,
        revokedAt: null,
        AND: [{ id: { not: viewer.authSessionId } }, authSessionId === null ? {} : { id: authSessionId }],
      },
      data: { revokedAt: now },
    });
    if (count > 0) {
      await appendAudit(tx, {
        ...{
          actor: viewer,
          action: 'account.close-session',
          targetType: 'Account',
          targetId: viewer.accountId,
          requestId,
        },
        data: { sessions: count },
      });
    }
    return { closed: count };
  });
}
