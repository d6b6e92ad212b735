import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { completeSignIn } from './complete-sign-in.server';
import { codeWrong, openTotpSecret } from './enrol-totp.server';
import { lockAccount } from './lock-account.server';
import { noteFailedSignIn } from './note-failed-sign-in.server';
import { holdOidcLink } from './oidc/find-link.server';
import { verifyPasskey } from './passkey-ceremony.server';
import { looksLikeRecoveryCode, spendRecoveryCode } from './recovery-codes.server';
import type { Language } from './schema';
import { accountDisabled, signInLocked, slowDown } from './sign-in.server';
import { closeSignInStep, findSignInStep, takeStepChallenge } from './sign-in-step.server';
import { countMistake, takeTry } from './sign-in-throttle.server';
import { matchTotpStep } from './totp.server';

export const stepOver = () =>
  new AppError(
    'unauthenticated',
    'STEP_OVER',
    'Bước xác thực đã quá 10 phút hoặc đã dùng. Đồng chí hãy đăng nhập lại từ đầu.',
  );

interface Args {
  stepToken: string | null;
  /** Six digits of the app, or a recovery code; or what a passkey signed. */
  proof: { code: string } | { passkey: AuthenticationResponseJSON };
  address: string;
  userAgent: string | null;
  presentedToken: string | null;
  requestId: string;
}

interface Passed {
  token: string;
  next: string;
  language: Language;
  /** Recovery codes left, when one was used. */
  codesLeft: number | null;
}

/**
 * The second factor after the password: signs the browser in. A try is taken first, as for passwords: five wrong ones lock.
 * @throws AppError STEP_OVER, SIGN_IN_LOCKED, ACCOUNT_DISABLED, CODE_WRONG, PASSKEY_REFUSED
 */
export async function passSecondFactor(args: Args, services: Services): Promise<Passed> {
  const { db, clock } = services;
  const now = clock.now();
  await slowDown(args.address, services);
  const step = await findSignInStep({ token: args.stepToken, userAgent: args.userAgent, now }, db);
  if (!step?.accountId) throw stepOver();
  const { accountId } = step;
  if (!(await takeTry({ accountId, now }, db))) throw signInLocked();
  const proved = await checkProof(args.proof, { accountId, step, now }, services);
  if (!proved) {
    await countMistake(args.address, services);
    await noteFailedSignIn({ accountId, reason: 'SECOND_FACTOR', address: args.address }, services);
    throw codeWrong();
  }
  return db.$transaction(async (tx) => {
    // Before the step, in the order of a reset, which ends steps too.
    await lockAccount(accountId, tx);
    if (step.oidcLinkId !== null && !(await holdOidcLink(step.oidcLinkId, tx))) throw stepOver();
    if (!(await closeSignInStep(step, tx))) throw stepOver();
    const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } });
    if (account.disabledAt) throw accountDisabled(account.disabledForIdle);
    const { oidcLinkId } = step;
    const method = oidcLinkId === null ? proved.method : AFTER_OIDC[proved.method];
    const token = await completeSignIn({ ...args, account, method, oidcLinkId, now }, tx);
    const language = account.language === 'en' ? 'en' : 'vi';
    return { token, next: step.next, language, codesLeft: proved.codesLeft };
  });
}

const AFTER_OIDC = { TOTP: 'OIDC_TOTP', RECOVERY_CODE: 'OIDC_RECOVERY_CODE', SECOND_PASSKEY: 'OIDC_PASSKEY' } as const;

interface Proved {
  method: keyof typeof AFTER_OIDC;
  codesLeft: number | null;
}

async function checkProof(
  proof: Args['proof'],
  at: { accountId: number; step: { tokenHash: Uint8Array<ArrayBuffer> }; now: Date },
  services: Services,
): Promise<Proved | null> {
  const { db } = services;
  const { accountId, step, now } = at;
  if ('passkey' in proof) {
    const challenge = await takeStepChallenge(step, db);
    if (!challenge) throw stepOver();
    const known = await verifyPasskey({ response: proof.passkey, challenge, accountId, alone: false, now }, services);
    return known && { method: 'SECOND_PASSKEY', codesLeft: null };
  }
  if (looksLikeRecoveryCode(proof.code)) {
    const used = await spendRecoveryCode({ accountId, code: proof.code }, db);
    return used && { method: 'RECOVERY_CODE', codesLeft: used.left };
  }
  return (await spendTotpCode({ accountId, code: proof.code, now }, services))
    ? { method: 'TOTP', codesLeft: null }
    : null;
}

/** Whether the code is right and not used before; the step is spent in one conditional UPDATE. */
async function spendTotpCode(
  { accountId, code, now }: { accountId: number; code: string; now: Date },
  { db, cipher }: Pick<Services, 'db' | 'cipher'>,
): Promise<boolean> {
  const factor = await db.totpFactor.findUnique({ where: { accountId } });
  if (!factor?.secret) return false;
  const secret = openTotpSecret(accountId, factor.secret, cipher);
  if (!secret) return false;
  const lastStep = Number(factor.lastStep);
  const step = await matchTotpStep({ secret, code, now, lastStep });
  if (step === null) return false;
  const { count } = await db.totpFactor.updateMany({
    where: { accountId, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count === 1;
}
