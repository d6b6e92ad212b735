import { randomBytes } from 'node:crypto';
import type { Db } from '~/platform/db';
import { hashToken } from './auth-cookie';

/** How long requests that were under way with the old token may still read. */
export const OLD_TOKEN_SECONDS = 20;

/** A new token for the same browser: the half that passes and tickets are bound to stays, the other one is 256 new random bits. */
const renewToken = (token: string) => `${token.split('.', 1)[0]}.${randomBytes(32).toString('base64url')}`;

interface Args {
  authSessionId: number;
  /** What the browser sent; null where there is none (a job, a test). */
  presentedToken: string | null;
  /** It was locked: nothing was under way, so the old token ends at once. */
  locked: boolean;
  now: Date;
}

/**
 * The person of a session proved again who they are: the session is fresh, and its token is replaced, so that one that was copied before
 * is worth nothing (for some seconds it still reads, and is never fresh). Returns the new one; null when another request has just replaced it, whose answer carries it to the browser.
 */
export async function renewAuthSession(
  { authSessionId, presentedToken, locked, now }: Args,
  db: Db,
): Promise<string | null> {
  const fresh = { authenticatedAt: now, lastSeenAt: now };
  if (presentedToken !== null) {
    const token = renewToken(presentedToken);
    const old = new Uint8Array(hashToken(presentedToken));
    const { count } = await db.authSession.updateMany({
      where: { id: authSessionId, tokenHash: old },
      data: {
        ...fresh,
        tokenHash: new Uint8Array(hashToken(token)),
        previousTokenHash: locked ? null : old,
        previousUntil: locked ? null : new Date(now.getTime() + OLD_TOKEN_SECONDS * 1000),
      },
    });
    if (count === 1) return token;
  }
  await db.authSession.update({ where: { id: authSessionId }, data: fresh });
  return null;
}
