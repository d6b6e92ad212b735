import { randomBytes } from 'node:crypto';
import type { Db } from '~/platform/db';
import { asPart } from '~/platform/row-scope';
import { AUTH_HOURS, hashToken } from './auth-cookie';
import type { SignInMethod } from './schema';

interface Args {
  accountId: number;
  /** The token the browser already held: it is revoked, so that one fixed beforehand is worth nothing. */
  replaces?: string | null;
  userAgent?: string | null;
  address?: string | null;
  method?: SignInMethod;
  previousSignInAt?: Date | null;
  oidcLinkId?: number | null;
  now: Date;
}

/** Signs a browser in; returns the token for its cookie (256 random bits, only its hash is stored). */
export async function openAuthSession(args: Args, db: Db): Promise<string> {
  const {
    accountId,
    replaces,
    userAgent,
    address,
    method = 'PASSWORD',
    previousSignInAt = null,
    oidcLinkId = null,
    now,
  } = args;
  const token = randomBytes(32).toString('base64url');
  if (replaces) await closeAuthSession({ token: replaces, now }, db);
  await db.authSession.create({
    data: {
      tokenHash: new Uint8Array(hashToken(token)),
      accountId,
      createdAt: now,
      lastSeenAt: now,
      authenticatedAt: now,
      method,
      previousSignInAt,
      oidcLinkId,
      expiresAt: new Date(now.getTime() + AUTH_HOURS * 3_600_000),
      userAgent: userAgent?.slice(0, 300) ?? null,
      address: address ?? null,
    },
  });
  return token;
}

/** Signs a browser out on the server too: the token is worth nothing afterwards. Also with the token before a renewal that is just over. */
export async function closeAuthSession({ token, now }: { token: string; now: Date }, db: Db): Promise<void> {
  const hash = new Uint8Array(hashToken(token));
  await db.authSession.updateMany({
    where: { OR: [{ tokenHash: hash }, { previousTokenHash: hash, previousUntil: { gt: now } }], revokedAt: null },
    data: { revokedAt: now },
  });
}

/**
 * Signs every browser of an account out, also those half-way in: after a reset, a change of password, a disabling. `accountId` null: of
 * all accounts.
 */
export async function closeAllAuthSessions(
  { accountId, now }: { accountId: number | null; now: Date },
  db: Db,
): Promise<void> {
  // Those that are over too: tickets and passes may outlive them by two hours. Of everybody not all that were ever kept.
  const sessions = accountId === null ? { expiresAt: { gt: new Date(now.getTime() - 86_400_000) } } : { accountId };
  await db.authSession.updateMany({ where: { ...sessions, revokedAt: null }, data: { revokedAt: now } });
  // Steps are nobody's yet, so only the sign-in itself sees them.
  await asPart('sign-in', () => db.signInStep.deleteMany({ where: accountId === null ? {} : { accountId } }));
}
