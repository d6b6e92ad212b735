import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';

/**
 * The account a recording loaded from the command line belongs to: the named one, else the oldest organiser; null: none yet.
 * @throws AppError invalid OWNER_UNKNOWN
 */
export async function findUploader(username: string | null, db: Db): Promise<number | null> {
  if (username !== null) {
    const named = await db.account.findUnique({
      where: { username: username.trim().toLowerCase() },
      select: { id: true },
    });
    if (named) return named.id;
    throw new AppError('invalid', 'OWNER_UNKNOWN', 'Không có tài khoản {{username}}.', { username });
  }
  const organiser = await db.roleGrant.findFirst({
    where: { role: 'ORGANISER', revokedAt: null, account: { disabledAt: null } },
    orderBy: { id: 'asc' },
    select: { accountId: true },
  });
  return organiser?.accountId ?? null;
}
