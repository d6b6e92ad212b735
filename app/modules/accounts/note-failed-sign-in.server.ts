import { createHash } from 'node:crypto';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';

/** As the log shows them. */
const REASONS = {
  PASSWORD: 'tên đăng nhập hoặc mật khẩu chưa đúng',
  LOCKED: 'đang tạm khóa vì nhập sai nhiều lần',
  DISABLED: 'tài khoản đã ngừng sử dụng',
  SECOND_FACTOR: 'mã xác thực chưa đúng',
  PASSKEY: 'khóa truy cập không được chấp nhận',
  REAUTHENTICATION: 'xác nhận lại mật khẩu hoặc khóa truy cập chưa đúng',
} as const;
export type FailedSignIn = keyof typeof REASONS;

/** Further ones at a door that is locked already are written down once in this time: knocking must not fill the log. */
const SAME_KNOCK_SECONDS = 600;

interface Args {
  /** Null: a name that nobody has, or a key that is nobody's. The name itself is not written down: people type passwords there. */
  accountId: number | null;
  reason: FailedSignIn;
  address: string;
}

/**
 * An attempt in vain, for the inspectors of the account's unit. The same work for names that exist and names that do not, so that the
 * time it takes tells nothing.
 */
export async function noteFailedSignIn({ accountId, reason, address }: Args, services: Services): Promise<void> {
  const { db } = services;
  if (reason === 'LOCKED' && !(await isFirstKnock(accountId, address, services))) return;
  const [found] = await db.$queryRaw<{ unitId: number | null }[]>`
    select coalesce(m.unit_id, (select g.unit_id from role_grant g where g.account_id = a.id and g.revoked_at is null order by g.id limit 1)) as "unitId"
      from account a left join member m on m.id = a.member_id where a.id = ${accountId ?? 0}`;
  await appendAudit(db, {
    ...{ actor: { system: 'chưa đăng nhập' }, action: 'account.sign-in-failed', targetType: 'Account' },
    ...{ targetId: accountId ?? 'không rõ', unitId: found?.unitId ?? null, data: { reason: REASONS[reason] }, address },
  });
}

async function isFirstKnock(accountId: number | null, address: string, { redis, env }: Services): Promise<boolean> {
  const who = createHash('sha256').update(`${accountId} ${address}`).digest('base64url').slice(0, 22);
  try {
    return (await redis.set(`${env.REDIS_PREFIX}:sign-in:locked:${who}`, '1', 'EX', SAME_KNOCK_SECONDS, 'NX')) !== null;
  } catch {
    return true;
  }
}
