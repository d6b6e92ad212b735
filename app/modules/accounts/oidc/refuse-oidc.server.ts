import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { countMistake } from '../sign-in-throttle.server';

/** Why a sign-in through the provider came to nothing, as the log says it; the person hears less. */
export const OIDC_REFUSALS = {
  FLOW: 'lượt đăng nhập quá 10 phút, đã dùng hoặc bắt đầu ở nơi khác',
  STATE: 'không khớp với lượt đăng nhập của trình duyệt này',
  /** It said no, or gave no token for the code. */
  PROVIDER: 'nhà cung cấp từ chối',
  /** Not for us, not for this sign-in (nonce), not signed by it, or over. */
  TOKEN: 'chứng nhận của nhà cung cấp không hợp lệ',
  DOWN: 'không kết nối được với nhà cung cấp',
  NOT_LINKED: 'danh tính chưa gắn với tài khoản nào',
  DISABLED: 'tài khoản đã ngừng sử dụng',
} as const;
export type OidcRefusal = keyof typeof OIDC_REFUSALS;

interface Args {
  reason: OidcRefusal;
  address: string;
  /** Whose, when that is known. */
  accountId?: number;
}

/** While the provider is away everybody's tries fail: one entry a minute says so. */
const DOWN_SECONDS = 60;

/** Writes a refusal into the audit log, and counts it against the address like a wrong password (but for the provider's own failures). */
export async function noteOidcRefusal({ reason, address, accountId }: Args, services: Services): Promise<void> {
  const { env, redis } = services;
  if (reason === 'DOWN') {
    const key = `${env.REDIS_PREFIX}:oidc-down`;
    // Without Redis every one of them is written: it is the log that must not miss anything.
    const first = await redis.set(key, '1', 'EX', DOWN_SECONDS, 'NX').catch(() => 'OK');
    if (first === null) return;
  } else {
    await countMistake(address, services);
  }
  await appendAudit(services.db, {
    actor: { system: 'Đăng nhập một lần' },
    action: 'account.refuse-oidc',
    ...(accountId === undefined
      ? { targetType: 'page', targetId: '/dang-nhap/oidc' }
      : { targetType: 'Account', targetId: accountId }),
    data: { reason: OIDC_REFUSALS[reason] },
    address,
  });
}
