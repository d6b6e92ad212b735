import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { makePasskeyRequest, verifyPasskey } from './passkey-ceremony.server';
import { verifyPassword } from './password-hash.server';
import { setSessionChallenge, takeSessionChallenge } from './session-challenge.server';
import { signInLocked } from './sign-in.server';
import { returnTry, takeTry } from './sign-in-throttle.server';
import { passkeyRefused } from './sign-in-with-passkey.server';
import type { Viewer } from './viewer';

interface Args {
  /** Of the session, also a locked one. */
  viewer: Viewer;
  proof: { password: string } | { passkey: AuthenticationResponseJSON };
  address: string;
  requestId: string;
}

const passwordWrong = () =>
  new AppError('unprocessable', 'CURRENT_WRONG', 'Mật khẩu chưa đúng. Đồng chí hãy nhập lại.');

/** Proves again who sits there: opens a locked session, and makes privileged orders possible for five minutes. */
export async function reauthenticate({ viewer, proof, address, requestId }: Args, services: Services): Promise<void> {
  const { db, clock } = services;
  const { accountId, authSessionId } = viewer;
  const now = clock.now();
  if ('passkey' in proof) {
    const challenge = await takeSessionChallenge({ authSessionId, now }, db);
    const fits =
      challenge && (await verifyPasskey({ response: proof.passkey, challenge, accountId, alone: true, now }, services));
    if (!fits) throw passkeyRefused();
  } else {
    // The same five tries as at the sign-in: a browser left alone must not serve for guessing.
    if (!(await takeTry({ accountId, now }, db))) throw signInLocked();
    const account = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { passwordHash: true } });
    if (!(await verifyPassword(account.passwordHash, proof.password))) throw passwordWrong();
    await returnTry({ accountId }, db);
  }
  await db.$transaction(async (tx) => {
    await tx.authSession.update({ where: { id: authSessionId }, data: { authenticatedAt: now, lastSeenAt: now } });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.reauthenticate', targetType: 'Account', targetId: accountId },
      ...{ data: { by: 'passkey' in proof ? 'PASSKEY' : 'PASSWORD' }, requestId, address },
    });
  });
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
