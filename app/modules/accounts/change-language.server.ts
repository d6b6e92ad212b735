import type { Db } from '~/platform/db';
import type { Language } from './schema';
import type { Viewer } from './viewer';

/** Remembers the language in the account, so that other devices and messages use it too. */
export async function changeLanguage(
  { viewer, language }: { viewer: Viewer; language: Language },
  db: Db,
): Promise<void> {
  await db.account.update({ where: { id: viewer.accountId }, data: { language } });
}
