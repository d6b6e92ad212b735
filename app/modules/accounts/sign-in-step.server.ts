import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '~/platform/db';
import { hashToken } from './auth-cookie';

/** Time to fetch the phone, or the paper with the codes. */
export const STEP_MINUTES = 10;

/** The cookie of a sign-in that is half-way; it opens nothing but the next step. */
export const stepCookieName = (secure: boolean) => (secure ? '__Host-dc-buoc' : 'dc-buoc');

/**
 * `Set-Cookie` for it. `Lax` after an outside provider: the browser comes from there, and would not send a strict cookie to the page it is
 * led on to.
 */
export function stepCookie(token: string | null, secure: boolean, sameSite: 'Strict' | 'Lax' = 'Strict'): string {
  const age = token === null ? 0 : STEP_MINUTES * 60;
  return `${stepCookieName(secure)}=${token ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;
}

export const hashAgent = (userAgent: string | null) =>
  new Uint8Array(
    createHash('sha256')
      .update(userAgent ?? '')
      .digest(),
  );

interface OpenArgs {
  /** Whose password was right; null: a passkey will say. */
  accountId: number | null;
  challenge?: string | null;
  /** A provider said who it is, not a password. */
  oidcLinkId?: number;
  userAgent: string | null;
  next: string;
  now: Date;
}

/** Begins a step; returns the token for its cookie. */
export async function openSignInStep({ accountId, challenge, oidcLinkId, userAgent, next, now }: OpenArgs, db: Db) {
  const token = randomBytes(32).toString('base64url');
  await db.signInStep.create({
    data: {
      tokenHash: new Uint8Array(hashToken(token)),
      accountId,
      challenge: challenge ?? null,
      oidcLinkId: oidcLinkId ?? null,
      userAgentHash: hashAgent(userAgent),
      next,
      createdAt: now,
      expiresAt: new Date(now.getTime() + STEP_MINUTES * 60_000),
    },
  });
  return token;
}

export interface SignInStep {
  tokenHash: Uint8Array<ArrayBuffer>;
  accountId: number | null;
  challenge: string | null;
  oidcLinkId: number | null;
  next: string;
}

/** The step of this browser, unless it has run out. */
export async function findSignInStep(
  { token, userAgent, now }: { token: string | null; userAgent: string | null; now: Date },
  db: Db,
): Promise<SignInStep | null> {
  if (!token) return null;
  return db.signInStep.findFirst({
    where: {
      tokenHash: new Uint8Array(hashToken(token)),
      userAgentHash: hashAgent(userAgent),
      expiresAt: { gt: now },
    },
    select: { tokenHash: true, accountId: true, challenge: true, oidcLinkId: true, next: true },
  });
}

/** Ends it. False: another request was faster. */
export async function closeSignInStep({ tokenHash }: Pick<SignInStep, 'tokenHash'>, db: Db): Promise<boolean> {
  return (await db.signInStep.deleteMany({ where: { tokenHash } })).count === 1;
}

/** What a passkey has to sign next; a challenge is worth one try. */
export async function setStepChallenge(
  { tokenHash, challenge }: { tokenHash: Uint8Array<ArrayBuffer>; challenge: string },
  db: Db,
): Promise<void> {
  await db.signInStep.update({ where: { tokenHash }, data: { challenge } });
}

/** Takes the challenge: of two requests that bring an answer to it, one gets it. */
export async function takeStepChallenge({ tokenHash }: Pick<SignInStep, 'tokenHash'>, db: Db): Promise<string | null> {
  const [row] = await db.$queryRaw<{ challenge: string | null }[]>`
    with old as (select token_hash, challenge from sign_in_step where token_hash = ${tokenHash} for update)
    update sign_in_step s set challenge = null from old where s.token_hash = old.token_hash returning old.challenge`;
  return row?.challenge ?? null;
}
