import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { countMistake } from '../sign-in-throttle.server';

/** Why a sign-in through the provider came to nothing; for the log, the person hears less. */
export type OidcRefusal =
  /** No flow for this browser: ten minutes over, used before, begun elsewhere. */
  | 'FLOW'
  | 'STATE'
  /** The provider said no, or did not give a token for the code. */
  | 'PROVIDER'
  /** Its token is not for us, not for this sign-in (nonce), not signed by it, or over. */
  | 'TOKEN'
  | 'DOWN'
  | 'NOT_LINKED'
  | 'DISABLED';

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
    data: { reason },
    address,
  });
}
