import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { completeSignIn } from './complete-sign-in.server';
import { hasSecondFactor } from './find-factors.server';
import { lockAccount } from './lock-account.server';
import { type FailedSignIn, noteFailedSignIn } from './note-failed-sign-in.server';
import { verifyPassword } from './password-hash.server';
import { foldUsername, type Language } from './schema';
import { openSignInStep } from './sign-in-step.server';
import {
  addressDelay,
  countMistake,
  LOCK_MINUTES,
  mistakesOf,
  returnTry,
  takeTry,
  takeTryOfNobody,
} from './sign-in-throttle.server';

interface Args {
  username: string;
  password: string;
  address: string;
  userAgent: string | null;
  /** The token the browser came with; revoked. */
  presentedToken: string | null;
  /** Where to go on to after a second factor. */
  next?: string;
  requestId: string;
}

const wrong = () =>
  new AppError(
    'unprocessable',
    'WRONG_CREDENTIALS',
    'Tên đăng nhập hoặc mật khẩu chưa đúng. Đồng chí hãy kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại.',
  );

export const signInLocked = () =>
  new AppError(
    'rate-limited',
    'SIGN_IN_LOCKED',
    'Đã nhập sai quá nhiều lần nên việc đăng nhập bị tạm khóa {{minutes}} phút. Đồng chí hãy chờ rồi thử lại, hoặc nhờ quản trị đơn vị cấp lại mật khẩu.',
    { minutes: LOCK_MINUTES },
  );

export const accountDisabled = (forIdle: boolean) =>
  forIdle
    ? new AppError(
        'forbidden',
        'ACCOUNT_DISABLED',
        'Tài khoản này đã ngừng vì lâu ngày không sử dụng. Đồng chí hãy đề nghị quản trị đơn vị cho dùng lại.',
      )
    : new AppError(
        'forbidden',
        'ACCOUNT_DISABLED',
        'Tài khoản này đã ngừng sử dụng. Đồng chí hãy liên hệ quản trị đơn vị.',
      );

/** An address with many recent mistakes waits, and is refused far beyond. @throws AppError SIGN_IN_LOCKED */
export async function slowDown(address: string, services: Services): Promise<void> {
  const delay = addressDelay(await mistakesOf(address, services));
  if (delay === null) throw signInLocked();
  if (delay > 0) await wait(delay);
}

/** Signed in (`token` for the cookie), or half-way: `step` for the cookie of the second factor. */
export interface SignInResult {
  token: string | null;
  step: string | null;
  language: Language;
}

/**
 * Checks a name and a password. Without a second factor the browser is signed in; with one it gets a step towards it and no
 * session. A name nobody has is answered like a wrong password: same words, same work, same lock.
 * @throws AppError WRONG_CREDENTIALS, SIGN_IN_LOCKED, ACCOUNT_DISABLED (only to who knows the password)
 */
export async function signIn(args: Args, services: Services): Promise<SignInResult> {
  const { db, clock } = services;
  await slowDown(args.address, services);
  const username = foldUsername(args.username);
  const now = clock.now();
  const account = await db.account.findUnique({ where: { username } });
  const allowed = account
    ? await takeTry({ accountId: account.id, now }, db)
    : await takeTryOfNobody(username, services);
  // Looked at in every case, also for names nobody has, locked and disabled accounts: the time must not tell them apart.
  const fits = await verifyPassword(account?.passwordHash ?? null, args.password);
  const failed = (reason: FailedSignIn) =>
    noteFailedSignIn({ accountId: account?.id ?? null, reason, address: args.address }, services);
  if (!allowed) {
    await failed('LOCKED');
    throw signInLocked();
  }
  if (!fits || !account) {
    await countMistake(args.address, services);
    await failed('PASSWORD');
    throw wrong();
  }
  if (account.disabledAt) {
    await failed('DISABLED');
    throw accountDisabled(account.disabledForIdle);
  }
  const language = account.language === 'en' ? 'en' : 'vi';
  const { userAgent } = args;
  if (await hasSecondFactor(account.id, db)) {
    // The tries stay counted until the second factor is right, or knowing the password would allow to guess at it for ever.
    const step = await db.$transaction(async (tx) => {
      await requireUnchanged(account, tx);
      await returnTry({ accountId: account.id }, tx);
      return openSignInStep({ accountId: account.id, userAgent, next: args.next ?? '/', now }, tx);
    });
    return { token: null, step, language };
  }
  const token = await db.$transaction(async (tx) => {
    await requireUnchanged(account, tx);
    return completeSignIn({ ...args, account, method: 'PASSWORD', now }, tx);
  });
  return { token, step: null, language };
}

/** The password that was compared is still the account's, and stays so until the transaction ends. @throws AppError */
async function requireUnchanged(account: { id: number; passwordHash: string }, tx: Db): Promise<void> {
  const held = await lockAccount(account.id, tx);
  if (held.passwordHash !== account.passwordHash) throw wrong();
  if (held.disabledAt) throw accountDisabled(held.disabledForIdle);
}
