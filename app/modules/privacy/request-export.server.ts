import { randomUUID } from 'node:crypto';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { exportMyDataJob } from './jobs';

/** Files somebody may ask for in a day. */
const A_DAY = 5;

/** Asks for a PDF of one's own data; one that is still being made is not asked for again. */
export async function requestExport(
  { viewer }: { viewer: Viewer },
  { db, clock, queues }: Pick<Services, 'db' | 'clock' | 'queues'>,
): Promise<void> {
  const now = clock.now();
  const id = await inTransaction(db, async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('data_export'), ${viewer.accountId}::int)`;
    const recent = await tx.dataExport.findMany({
      where: { accountId: viewer.accountId, createdAt: { gt: new Date(now.getTime() - 86_400_000) } },
      select: { id: true, state: true },
    });
    const waiting = recent.find((one) => one.state === 'QUEUED');
    if (waiting) return waiting.id;
    if (recent.length >= A_DAY)
      throw new AppError(
        'rate-limited',
        'TOO_MANY_EXPORTS',
        'Hôm nay đồng chí đã tải {{n}} bản. Hãy dùng bản đã có, hoặc chờ đến ngày mai.',
        { n: A_DAY },
      );
    const exportId = randomUUID();
    await tx.dataExport.create({ data: { id: exportId, accountId: viewer.accountId, createdAt: now } });
    await noteExport(viewer, 'pdf', tx);
    return exportId;
  });
  await queues.enqueue(exportMyDataJob, { exportId: id });
}

/** That somebody took their own data with them. */
export function noteExport(
  viewer: Viewer,
  format: 'json' | 'pdf',
  db: Parameters<typeof appendAudit>[0],
): Promise<void> {
  return appendAudit(db, {
    actor: viewer,
    action: 'privacy.export',
    targetType: 'Account',
    targetId: viewer.accountId,
    memberIds: viewer.memberId === null ? [] : [viewer.memberId],
    data: { format },
  });
}

export function listMyExports({ accountId }: Viewer, { db }: Pick<Services, 'db'>) {
  return db.dataExport.findMany({
    where: { accountId },
    orderBy: { createdAt: 'desc' },
    take: 5,
    select: { id: true, state: true, createdAt: true, byteSize: true },
  });
}

/** A finished file of one's own. @throws AppError not-found */
export async function findMyExport(
  { viewer, exportId }: { viewer: Viewer; exportId: string },
  { db }: Pick<Services, 'db'>,
): Promise<string> {
  const found = await db.dataExport.findFirst({ where: { id: exportId, accountId: viewer.accountId, state: 'READY' } });
  if (!found?.storageKey) throw notFound();
  return found.storageKey;
}
