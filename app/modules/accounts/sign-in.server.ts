import { setTimeout as wait } from 'node:timers/promises';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { openAuthSession } from './open-auth-session.server';
import { verifyPassword } from './password-hash.server';
import { foldUsername, type Language } from './schema';
import {
  addressDelay,
  countMistake,
  forgetTries,
  LOCK_MINUTES,
  mistakesOf,
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
  requestId: string;
}

const wrong = () =>
  new AppError(
    'unprocessable',
    'WRONG_CREDENTIALS',
    'Tên đăng nhập hoặc mật khẩu chưa đúng. Đồng chí hãy kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại.',
  );

const locked = () =>
  new AppError(
    'rate-limited',
    'SIGN_IN_LOCKED',
    'Đã nhập sai quá nhiều lần nên việc đăng nhập bị tạm khóa {{minutes}} phút. Đồng chí hãy chờ rồi thử lại, hoặc nhờ quản trị đơn vị cấp lại mật khẩu.',
    { minutes: LOCK_MINUTES },
  );

/**
 * Checks a name and a password and signs the browser in; returns the token for its cookie.
 * A name nobody has is answered like a wrong password: same words, same work, same lock.
 * @throws AppError WRONG_CREDENTIALS, SIGN_IN_LOCKED, ACCOUNT_DISABLED (only to who knows the password)
 */
export async function signIn(args: Args, services: Services): Promise<{ token: string; language: Language }> {
  const { db, clock } = services;
  const delay = addressDelay(await mistakesOf(args.address, services));
  if (delay === null) throw locked();
  if (delay > 0) await wait(delay);

  const username = foldUsername(args.username);
  const now = clock.now();
  const account = await db.account.findUnique({ where: { username } });
  const allowed = account
    ? await takeTry({ accountId: account.id, now }, db)
    : await takeTryOfNobody(username, services);
  if (!allowed) throw locked();
  if (!(await verifyPassword(account?.passwordHash ?? null, args.password)) || !account) {
    await countMistake(args.address, services);
    throw wrong();
  }
  if (account.disabledAt) {
    throw new AppError(
      'forbidden',
      'ACCOUNT_DISABLED',
      'Tài khoản này đã ngừng sử dụng. Đồng chí hãy liên hệ quản trị đơn vị.',
    );
  }
  const token = await db.$transaction(async (tx) => {
    await forgetTries(account.id, now, tx);
    await appendAudit(tx, {
      actor: { accountId: account.id, displayName: account.displayName },
      action: 'account.sign-in',
      targetType: 'Account',
      targetId: account.id,
      requestId: args.requestId,
      address: args.address,
    });
    const { userAgent, address } = args;
    return openAuthSession({ accountId: account.id, replaces: args.presentedToken, userAgent, address, now }, tx);
  });
  return { token, language: account.language === 'en' ? 'en' : 'vi' };
}
