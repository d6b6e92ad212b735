import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Db } from '~/platform/db';
import { openAuthSession } from './open-auth-session.server';
import type { SignInMethod } from './schema';
import { forgetTries } from './sign-in-throttle.server';

interface Args {
  account: { id: number; displayName: string; lastSignInAt: Date | null };
  method: SignInMethod;
  /** Through which link, when an outside provider said who it is. */
  oidcLinkId?: number | null;
  address: string;
  userAgent: string | null;
  presentedToken: string | null;
  requestId: string;
  now: Date;
}

/** The last step of every way to sign in: gives the tries back, opens the session, writes it down. Returns the token. */
export async function completeSignIn(args: Args, tx: Db): Promise<string> {
  const { account, method, oidcLinkId = null, address, userAgent, requestId, now } = args;
  await forgetTries(account.id, now, tx);
  await appendAudit(tx, {
    actor: { accountId: account.id, displayName: account.displayName },
    action: 'account.sign-in',
    targetType: 'Account',
    targetId: account.id,
    data: { method },
    requestId,
    address,
  });
  return openAuthSession(
    {
      ...{ accountId: account.id, replaces: args.presentedToken, userAgent, address, method, oidcLinkId, now },
      previousSignInAt: account.lastSignInAt,
    },
    tx,
  );
}
