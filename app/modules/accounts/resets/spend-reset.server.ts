import { createHash, timingSafeEqual } from 'node:crypto';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { commonPasswords } from '../common-passwords.server';
import { closeAllAuthSessions } from '../open-auth-session.server';
import { hashPassword } from '../password-hash.server';
import { PASSWORD_REFUSALS, refusePassword } from '../password-policy';
import { foldUsername } from '../schema';
import { codeHash, revokeResets } from './issue-reset-code.server';
import { CODE_TRIES, readResetCode } from './reset-code';
import { countReset } from './reset-throttle.server';

/** Tries an address has in a quarter of an hour: a ministry or an embassy is one address. */
const ADDRESS_TRIES = 60;

type Work = Pick<Services, 'db' | 'cipher' | 'clock' | 'redis' | 'env' | 'logger'>;

/** One answer to every wrong code, name and link: it says nothing about what exists. */
const wrong = () =>
  new AppError(
    'unprocessable',
    'RESET_REFUSED',
    'Chưa đặt lại được: tên đăng nhập hoặc mã chưa đúng, hoặc mã đã dùng, đã hết hạn hay nhập sai quá 5 lần. Đồng chí hãy xem lại tờ giấy; nếu vẫn không được, hãy xin mã mới.',
  );

export const linkHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

interface CodeArgs {
  username: string;
  code: string;
  password: string;
  address: string;
}

/** Sets a new password with the code on paper. The same work is done whether the account exists or not. */
export async function spendResetCode({ username, code, password, address }: CodeArgs, services: Work): Promise<void> {
  const { db, cipher, clock } = services;
  await throttle(address, services);
  const name = foldUsername(username).slice(0, 200);
  await refuse(password, name);
  const passwordHash = await hashPassword(password);
  const typed = readResetCode(code);
  const now = clock.now();
  const done = await asPart('sign-in', () =>
    inTransaction(db, async (tx) => {
      // The try is taken before the code is compared, and stays taken: a hundred at once get five answers.
      const [found] = await tx.$queryRaw<Reset[]>`
      update password_reset r set tries = tries + 1
       where r.id = (select p.id from password_reset p join account a on a.id = p.account_id
                      where a.username = ${name} and a.disabled_at is null and p.kind = 'CODE' and p.used_at is null and p.revoked_at is null
                        and p.expires_at > ${now}::timestamptz and p.tries < ${CODE_TRIES}::smallint order by p.id desc limit 1 for update of p)
      returning r.id, r.account_id as "accountId", r.secret_hash as "secretHash", r.issued_by_name as "issuedBy"`;
      const given = codeHash(found?.accountId ?? 0, typed ?? '', cipher);
      if (!found || typed === null || !sameText(found.secretHash, given)) return false;
      await setPassword({ reset: found, kind: 'CODE', passwordHash, address, now }, tx);
      return true;
    }),
  );
  if (!done) throw wrong();
}

/** Sets a new password with the token of a link. */
export async function spendResetLink(
  { token, password, address }: { token: string; password: string; address: string },
  services: Work,
): Promise<void> {
  const { db, clock } = services;
  await throttle(address, services);
  await refuse(password, '');
  const passwordHash = await hashPassword(password);
  const now = clock.now();
  const done = await asPart('sign-in', () =>
    inTransaction(db, async (tx) => {
      const [found] = await tx.$queryRaw<(Reset & { username: string })[]>`
      select r.id, r.account_id as "accountId", r.secret_hash as "secretHash", r.issued_by_name as "issuedBy", a.username
        from password_reset r join account a on a.id = r.account_id
       where r.secret_hash = ${linkHash(token)} and r.kind = 'LINK' and r.used_at is null and r.revoked_at is null
         and r.expires_at > ${now}::timestamptz and a.disabled_at is null for update of r`;
      if (!found) return false;
      await refuse(password, found.username);
      await setPassword({ reset: found, kind: 'LINK', passwordHash, address, now }, tx);
      return true;
    }),
  );
  if (!done)
    throw new AppError(
      'unprocessable',
      'LINK_REFUSED',
      'Liên kết này đã dùng hoặc đã hết hạn. Đồng chí hãy yêu cầu gửi lại liên kết mới, hoặc xin mã trên giấy của bí thư chi bộ.',
    );
}

interface Reset {
  id: number;
  accountId: number;
  secretHash: string;
  issuedBy: string | null;
}

/** Ends every sign-in and every other code and link; the person is told at the next sign-in (password_reset.told_at is null). */
async function setPassword(
  args: { reset: Reset; kind: 'CODE' | 'LINK'; passwordHash: string; address: string; now: Date },
  tx: Db,
): Promise<void> {
  const { reset, kind, passwordHash, address, now } = args;
  const { accountId } = reset;
  const account = await tx.account.update({
    where: { id: accountId },
    data: { passwordHash, mustChangePassword: false, failedAttempts: 0, lockedUntil: null },
    select: { displayName: true },
  });
  await tx.passwordReset.update({ where: { id: reset.id }, data: { usedAt: now } });
  await revokeResets({ accountId, now }, tx);
  await closeAllAuthSessions({ accountId, now }, tx);
  await appendAudit(tx, {
    actor: { accountId, displayName: account.displayName },
    action: 'account.use-reset',
    targetType: 'Account',
    targetId: accountId,
    data: { kind, issuedBy: reset.issuedBy },
    address,
  });
}

async function throttle(address: string, services: Work): Promise<void> {
  if ((await countReset('use', address, services)) <= ADDRESS_TRIES) return;
  throw new AppError(
    'rate-limited',
    'RESET_THROTTLED',
    'Có quá nhiều lần thử từ mạng của đồng chí. Hãy chờ 15 phút rồi thử lại.',
  );
}

async function refuse(password: string, username: string): Promise<void> {
  const refusal = refusePassword(password, username, await commonPasswords());
  if (refusal) throw new AppError('unprocessable', 'PASSWORD_REFUSED', PASSWORD_REFUSALS[refusal]);
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
