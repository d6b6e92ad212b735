import { randomBytes } from 'node:crypto';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { noteSecurityChange } from './note-security-change.server';
import { RP_NAME, requireRelyingParty, webauthn } from './passkey-ceremony.server';
import { renewRecoveryCodes } from './recovery-codes.server';
import { setSessionChallenge, takeSessionChallenge } from './session-challenge.server';
import type { Viewer } from './viewer';

export const MAX_PASSKEYS = 10;

/** What the browser needs to make a passkey; the challenge waits in the session. */
export async function beginPasskeyRegistration(viewer: Viewer, services: Services) {
  const { db, env, clock } = services;
  const { accountId } = viewer;
  const { id: rpID } = requireRelyingParty(env);
  const own = await db.passkey.findMany({ where: { accountId } });
  if (own.length >= MAX_PASSKEYS) {
    throw new AppError(
      'conflict',
      'TOO_MANY_PASSKEYS',
      'Đồng chí đã có {{max}} khóa truy cập. Hãy bỏ bớt khóa không dùng rồi thêm khóa mới.',
      { max: MAX_PASSKEYS },
    );
  }
  const options = await (await webauthn()).generateRegistrationOptions({
    ...{ rpName: RP_NAME, rpID, userName: viewer.username, userDisplayName: viewer.displayName },
    userID: new Uint8Array(own[0]?.userHandle ?? randomBytes(32)),
    attestationType: 'none',
    excludeCredentials: own.map((one) => ({ id: one.credentialId, transports: one.transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    timeout: 120_000,
  });
  // The handle travels with the challenge: it has to be the same when the passkey comes.
  await setSessionChallenge(
    { authSessionId: viewer.authSessionId, challenge: `${options.challenge} ${options.user.id}`, now: clock.now() },
    db,
  );
  return options;
}

interface Args {
  viewer: Viewer;
  response: RegistrationResponseJSON;
  /** The person's word for it, or what the browser is called. */
  name: string;
  requestId: string;
  address: string;
}

/** Keeps the public key. Makes recovery codes when there are none; they are returned once. @throws AppError PASSKEY_NOT_MADE */
export async function registerPasskey(args: Args, services: Services): Promise<{ codes: string[] | null }> {
  const { viewer, response, requestId, address } = args;
  const { db, env, clock, logger } = services;
  const { accountId } = viewer;
  const now = clock.now();
  const party = requireRelyingParty(env);
  const kept = await takeSessionChallenge({ authSessionId: viewer.authSessionId, now }, db);
  const [challenge, handle] = kept?.split(' ') ?? [];
  const notMade = new AppError(
    'unprocessable',
    'PASSKEY_NOT_MADE',
    'Chưa tạo được khóa truy cập. Đồng chí hãy thử lại; nếu thiết bị không hỗ trợ, hãy dùng ứng dụng xác thực.',
  );
  if (!challenge || !handle) throw notMade;
  const verified = await (await webauthn())
    .verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
    })
    .catch((error: unknown) => {
      logger.warn({ err: error }, 'a new passkey was refused');
      return null;
    });
  if (!verified?.verified) throw notMade;
  const { credential } = verified.registrationInfo;
  return db.$transaction(async (tx) => {
    const taken = await asPart('sign-in', () =>
      tx.passkey.findUnique({ where: { credentialId: credential.id }, select: { id: true } }),
    );
    if (taken) throw notMade;
    const name = args.name.normalize('NFC').trim().slice(0, 60) || 'Khóa truy cập';
    await tx.passkey.create({
      data: {
        ...{ accountId, credentialId: credential.id, name, createdAt: now },
        publicKey: new Uint8Array(credential.publicKey),
        userHandle: new Uint8Array(Buffer.from(handle, 'base64url')),
        counter: BigInt(credential.counter),
        transports: (credential.transports ?? []).map(String).slice(0, 10),
      },
    });
    const set = await tx.recoveryCodes.findUnique({ where: { accountId }, select: { accountId: true } });
    const codes = set ? null : await renewRecoveryCodes({ accountId, now }, tx);
    await noteSecurityChange({ accountId, kind: 'PASSKEY_ADDED', now }, tx);
    await appendAudit(tx, {
      ...{
        actor: viewer,
        action: 'account.add-passkey',
        targetType: 'Account',
        targetId: accountId,
        requestId,
        address,
      },
      data: { name, recoveryCodes: codes !== null },
    });
    return { codes };
  });
}
