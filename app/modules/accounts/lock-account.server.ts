import type { Db } from '~/platform/db';

/** What decides whether somebody may come in. */
interface HeldAccount {
  passwordHash: string;
  disabledAt: Date | null;
  disabledForIdle: boolean;
}

/**
 * Holds the account until the transaction ends. Comparing a password takes a while, and thousands may wait for it: a reset, a change of
 * password or a disabling that came in between has ended all sign-ins, and must not be followed by one with the old password.
 */
export async function lockAccount(accountId: number, tx: Db): Promise<HeldAccount> {
  const [held] = await tx.$queryRaw<HeldAccount[]>`
    select password_hash as "passwordHash", disabled_at as "disabledAt", disabled_for_idle as "disabledForIdle"
      from account where id = ${accountId} for update`;
  if (!held) throw new Error('the account is gone');
  return held;
}
