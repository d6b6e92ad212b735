import type { Db } from '~/platform/db';

export interface Factors {
  /** When the authenticator app was set up; null: it is not. */
  totpSince: Date | null;
  passkeys: { id: number; name: string; createdAt: Date; lastUsedAt: Date | null }[];
  /** Recovery codes that are left; null: none were ever made. */
  codesLeft: number | null;
}

/** The second factors of one account, never their secrets. */
export async function findFactors(accountId: number, db: Db): Promise<Factors> {
  const totp = await db.totpFactor.findUnique({ where: { accountId }, select: { confirmedAt: true } });
  const passkeys = await db.passkey.findMany({
    where: { accountId },
    select: { id: true, name: true, createdAt: true, lastUsedAt: true },
    orderBy: { id: 'asc' },
  });
  const codes = await db.recoveryCodes.findUnique({ where: { accountId }, select: { hashes: true } });
  return { totpSince: totp?.confirmedAt ?? null, passkeys, codesLeft: codes?.hashes.length ?? null };
}

export async function hasSecondFactor(accountId: number, db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ has: boolean }[]>`
    select exists (select 1 from totp_factor where id = ${accountId} and confirmed_at is not null)
        or exists (select 1 from passkey where account_id = ${accountId}) as has`;
  return row?.has ?? false;
}
