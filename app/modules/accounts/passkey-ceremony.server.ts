import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';

export const RP_NAME = 'Điểm Cầu';

/** Whom passkeys are for: the host of PUBLIC_URL. An IP address cannot have any (WebAuthn needs a name): null. */
export function relyingParty({ PUBLIC_URL }: { PUBLIC_URL: string }): { id: string; origin: string } | null {
  const url = new URL(PUBLIC_URL);
  const isAddress = /^\[|^\d{1,3}(\.\d{1,3}){3}$/.test(url.hostname);
  const secure = url.protocol === 'https:' || url.hostname === 'localhost';
  return isAddress || !secure ? null : { id: url.hostname, origin: url.origin };
}

/** @throws AppError PASSKEYS_OFF where this address cannot have passkeys */
export function requireRelyingParty(env: { PUBLIC_URL: string }): { id: string; origin: string } {
  const party = relyingParty(env);
  if (party) return party;
  throw new AppError(
    'unprocessable',
    'PASSKEYS_OFF',
    'Địa chỉ này không dùng được khóa truy cập. Đồng chí hãy dùng ứng dụng xác thực.',
  );
}

// The library and its ASN.1 tables are loaded at the first ceremony, not with the process.
export const webauthn = () => import('@simplewebauthn/server');

/** What the browser is asked to let sign. `accountId` null: any passkey of this site, which must then know its person. */
export async function makePasskeyRequest(
  { accountId }: { accountId: number | null },
  { db, env }: Pick<Services, 'db' | 'env'>,
) {
  const { id } = requireRelyingParty(env);
  const own = accountId === null ? [] : await db.passkey.findMany({ where: { accountId } });
  return (await webauthn()).generateAuthenticationOptions({
    rpID: id,
    allowCredentials: own.map((one) => ({ id: one.credentialId, transports: one.transports })),
    userVerification: accountId === null ? 'required' : 'preferred',
    timeout: 120_000,
  });
}

interface VerifyArgs {
  response: AuthenticationResponseJSON;
  challenge: string;
  /** Whose it must be; null: whoever it belongs to. */
  accountId: number | null;
  /** It is the only proof: the device must have checked its person (finger, face, PIN). */
  alone: boolean;
  now: Date;
}

/** Checks what a passkey signed and notes its use. Null: it is nobody's, not theirs, or wrong. */
export async function verifyPasskey(
  { response, challenge, accountId, alone, now }: VerifyArgs,
  { db, env, logger }: Pick<Services, 'db' | 'env' | 'logger'>,
): Promise<{ accountId: number } | null> {
  const party = requireRelyingParty(env);
  const known = await db.passkey.findUnique({ where: { credentialId: String(response.id).slice(0, 2_000) } });
  if (!known || (accountId !== null && known.accountId !== accountId)) return null;
  const handle = response.response?.userHandle;
  if (alone && handle !== Buffer.from(known.userHandle).toString('base64url')) return null;
  try {
    const { verified, authenticationInfo } = await (await webauthn()).verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: alone,
      credential: {
        id: known.credentialId,
        publicKey: new Uint8Array(known.publicKey),
        counter: Number(known.counter),
        transports: known.transports,
      } as never,
    });
    if (!verified) return null;
    const counter = BigInt(authenticationInfo.newCounter);
    await db.passkey.update({ where: { id: known.id }, data: { counter, lastUsedAt: now } });
    return { accountId: known.accountId };
  } catch (error) {
    // Another origin, a forged signature, a counter that went back: the library says which; the person only that it failed.
    logger.warn({ err: error }, 'a passkey was refused');
    return null;
  }
}
