import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Db, PrismaClient } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { can } from '../access';
import type { Viewer } from '../viewer';

/** Ends an emergency access before its time: one's own, or, as another administrator of the unit, somebody's. @throws AppError not-found */
export async function endEmergency(
  { viewer, id, now }: { viewer: Viewer; id: number; now: Date },
  db: PrismaClient,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ accountId: number; unitId: number; path: string; over: boolean }[]>`
      select e.account_id as "accountId", e.unit_id as "unitId", u.path::text as path,
             e.ended_at is not null or e.until_at <= ${now}::timestamptz as over
        from emergency_access e join unit u on u.id = e.unit_id where e.id = ${id} for update of e`;
    const own = row?.accountId === viewer.accountId;
    if (!row || !(own || can(viewer, 'emergency.end', row.path))) throw notFound();
    if (row.over) return;
    const { accountId: endedById, displayName: endedByName } = viewer;
    await tx.emergencyAccess.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: now, endedById, endedByName },
    });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'emergency.end', targetType: 'EmergencyAccess', targetId: id, unitId: row.unitId },
      data: { by: own ? 'self' : 'another' },
    });
  });
}

/** Writes down what the clock has ended: nothing of it was in force any more. `accountId`: only of that person. */
export async function closeExpired({ accountId, now }: { accountId?: number; now: Date }, tx: Db): Promise<void> {
  const due = await tx.emergencyAccess.findMany({
    where: { endedAt: null, untilAt: { lte: now }, ...(accountId !== undefined && { accountId }) },
    select: { id: true, unitId: true, untilAt: true },
    orderBy: { id: 'asc' },
    take: 100,
  });
  for (const { id, unitId, untilAt } of due) {
    const { count } = await tx.emergencyAccess.updateMany({ where: { id, endedAt: null }, data: { endedAt: untilAt } });
    if (count === 0) continue;
    await appendAudit(tx, {
      ...{ actor: { system: 'Hết giờ truy cập khẩn cấp' }, action: 'emergency.end', targetType: 'EmergencyAccess' },
      ...{ targetId: id, unitId, data: { by: 'time' } },
    });
  }
}

/** For the sweep. */
export async function closeExpiredEmergencies({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<void> {
  await db.$transaction((tx) => closeExpired({ now: clock.now() }, tx));
}
