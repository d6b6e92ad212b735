import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { dayInZone, HANOI } from '~/platform/time';
import { readCurrentNotice } from './read-privacy-content.server';

/** Evidence that a person read the notice that holds today: which version, which text, when. Saying it twice keeps the first. */
export async function confirmNotice(
  { viewer, version }: { viewer: Viewer; version: string },
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  const notice = readCurrentNotice(dayInZone(now, HANOI));
  if (notice.version !== version)
    throw new AppError(
      'conflict',
      'OTHER_NOTICE',
      'Thông báo vừa được thay bằng bản mới. Đồng chí hãy đọc bản mới dưới đây rồi xác nhận.',
    );
  await inTransaction(db, async (tx) => {
    const written = await tx.$executeRaw`
      insert into notice_reading (account_id, version, sha256, read_at) values (${viewer.accountId}, ${version}, ${notice.sha256}, ${now})
      on conflict do nothing`;
    if (written === 0) return;
    await appendAudit(tx, {
      actor: viewer,
      action: 'privacy.read-notice',
      targetType: 'Account',
      targetId: viewer.accountId,
      data: { version, sha256: notice.sha256 },
    });
  });
}

/** The person has seen that their password was reset. */
export async function acknowledgeReset(
  { viewer, resetId }: { viewer: Viewer; resetId: number },
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<void> {
  await db.passwordReset.updateMany({
    where: { accountId: viewer.accountId, id: { lte: resetId }, usedAt: { not: null }, toldAt: null },
    data: { toldAt: clock.now() },
  });
}
