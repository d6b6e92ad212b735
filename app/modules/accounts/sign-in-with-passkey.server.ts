import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { completeSignIn } from './complete-sign-in.server';
import { lockAccount } from './lock-account.server';
import { noteFailedSignIn } from './note-failed-sign-in.server';
import { stepOver } from './pass-second-factor.server';
import { makePasskeyRequest, verifyPasskey } from './passkey-ceremony.server';
import type { Language } from './schema';
import { accountDisabled, slowDown } from './sign-in.server';
import { closeSignInStep, findSignInStep, openSignInStep, setStepChallenge } from './sign-in-step.server';
import { countMistake } from './sign-in-throttle.server';

export const passkeyRefused = () =>
  new AppError(
    'unprocessable',
    'PASSKEY_REFUSED',
    'Khóa truy cập không được chấp nhận. Đồng chí hãy thử lại, hoặc đăng nhập bằng mật khẩu.',
  );

interface BeginArgs {
  /** Of a step after the password: its account's passkeys are asked for. Without one, any of this site. */
  stepToken: string | null;
  next: string;
  userAgent: string | null;
  address: string;
}

/** What the browser is to sign, and the token of a new step when there was none. */
export async function beginPasskeySignIn({ stepToken, next, userAgent, address }: BeginArgs, services: Services) {
  const { db, clock } = services;
  await slowDown(address, services);
  const now = clock.now();
  const step = await findSignInStep({ token: stepToken, userAgent, now }, db);
  const accountId = step?.accountId ?? null;
  const options = await makePasskeyRequest({ accountId }, services);
  if (step && accountId !== null) {
    await setStepChallenge({ tokenHash: step.tokenHash, challenge: options.challenge }, db);
    return { options, stepToken: null };
  }
  const opened = await openSignInStep({ accountId: null, challenge: options.challenge, userAgent, next, now }, db);
  return { options, stepToken: opened };
}

interface FinishArgs {
  stepToken: string | null;
  response: AuthenticationResponseJSON;
  address: string;
  userAgent: string | null;
  presentedToken: string | null;
  requestId: string;
}

/**
 * Signs in with a passkey alone. It cannot be guessed, so it takes no tries and a lock by somebody's wrong passwords does not
 * keep its person out.
 * @throws AppError STEP_OVER, PASSKEY_REFUSED, ACCOUNT_DISABLED
 */
export async function signInWithPasskey(
  args: FinishArgs,
  services: Services,
): Promise<{ token: string; next: string; language: Language }> {
  const { db, clock } = services;
  const now = clock.now();
  await slowDown(args.address, services);
  const step = await findSignInStep({ token: args.stepToken, userAgent: args.userAgent, now }, db);
  // Closed before it is looked at: a challenge is worth one answer.
  if (!step?.challenge || step.accountId !== null || !(await closeSignInStep(step, db))) throw stepOver();
  const { challenge, next } = step;
  const known = await verifyPasskey(
    { response: args.response, challenge, accountId: null, alone: true, now },
    services,
  );
  if (!known) {
    await countMistake(args.address, services);
    await noteFailedSignIn({ accountId: null, reason: 'PASSKEY', address: args.address }, services);
    throw passkeyRefused();
  }
  return db.$transaction(async (tx) => {
    await lockAccount(known.accountId, tx);
    const account = await tx.account.findUniqueOrThrow({ where: { id: known.accountId } });
    if (account.disabledAt) throw accountDisabled(account.disabledForIdle);
    const token = await completeSignIn({ ...args, account, method: 'PASSKEY', now }, tx);
    return { token, next, language: account.language === 'en' ? 'en' : 'vi' };
  });
}
