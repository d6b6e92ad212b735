import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { RequestContext } from '~/platform/request-context';
import type { Services } from '~/platform/services';
import { noteFailedSignIn } from './note-failed-sign-in.server';
import { makePasskeyRequest, verifyPasskey } from './passkey-ceremony.server';
import { verifyPassword } from './password-hash.server';
import { renewAuthSession } from './renew-auth-session.server';
import { setSessionChallenge, takeSessionChallenge } from './session-challenge.server';
import { signInLocked } from './sign-in.server';
import { returnTry, takeTry } from './sign-in-throttle.server';
import { passkeyRefused } from './sign-in-with-passkey.server';
import type { Viewer } from './viewer';

type Proof = { password: string } | { passkey: AuthenticationResponseJSON };

interface Args {
  /** Of the session, also a locked one. */
  viewer: Viewer;
  proof: Proof;
  /** The token the browser sent: it is replaced. */
  presentedToken: string | null;
  locked: boolean;
  address: string;
  requestId: string;
}

const passwordWrong = () =>
  new AppError('unprocessable', 'CURRENT_WRONG', 'Mật khẩu chưa đúng. Đồng chí hãy nhập lại.');

/**
 * Proves again who sits there: opens a locked session, and makes privileged orders possible for five minutes. Returns the session's new
 * token, see `renewAuthSession`.
 */
export async function reauthenticate(args: Args, services: Services): Promise<{ token: string | null }> {
  const { viewer, proof, presentedToken, locked, address, requestId } = args;
  const { db, clock } = services;
  const { accountId, authSessionId } = viewer;
  const now = clock.now();
  if ('passkey' in proof) {
    const challenge = await takeSessionChallenge({ authSessionId, now }, db);
    const fits =
      challenge && (await verifyPasskey({ response: proof.passkey, challenge, accountId, alone: true, now }, services));
    if (!fits) {
      await noteFailedSignIn({ accountId, reason: 'REAUTHENTICATION', address }, services);
      throw passkeyRefused();
    }
  } else {
    // The same five tries as at the sign-in: a browser left alone must not serve for guessing.
    if (!(await takeTry({ accountId, now }, db))) throw signInLocked();
    const account = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { passwordHash: true } });
    if (!(await verifyPassword(account.passwordHash, proof.password))) {
      await noteFailedSignIn({ accountId, reason: 'REAUTHENTICATION', address }, services);
      throw passwordWrong();
    }
    await returnTry({ accountId }, db);
  }
  return db.$transaction(async (tx) => {
    const token = await renewAuthSession({ authSessionId, presentedToken, locked, now }, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.reauthenticate', targetType: 'Account', targetId: accountId },
      ...{ data: { by: 'passkey' in proof ? 'PASSKEY' : 'PASSWORD' }, requestId, address },
    });
    return { token };
  });
}

/** The same for the browser that sends this request: the answer, whatever becomes of it, carries the new token. */
export async function reauthenticateBrowser(
  context: Pick<RequestContext, 'services' | 'signedIn' | 'presentedToken' | 'renewedToken' | 'address' | 'requestId'>,
  viewer: Viewer,
  proof: Proof,
): Promise<void> {
  const { services, presentedToken, address, requestId } = context;
  const locked = context.signedIn?.locked ?? false;
  const { token } = await reauthenticate({ viewer, proof, presentedToken, locked, address, requestId }, services);
  if (token === null) return;
  context.renewedToken = token;
  context.presentedToken = token;
}

/** What a passkey is to sign for that. */
export async function beginReauthentication(viewer: Viewer, services: Services) {
  const { accountId, authSessionId } = viewer;
  const options = await makePasskeyRequest({ accountId }, services);
  const now = services.clock.now();
  await setSessionChallenge({ authSessionId, challenge: options.challenge, now }, services.db);
  // Here the passkey stands alone: its device has to check the person.
  return { ...options, userVerification: 'required' as const };
}
