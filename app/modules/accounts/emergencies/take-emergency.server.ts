import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { can, requireAnywhere } from '../access';
import { findUnitPath, unknownUnit } from '../find-unit-path.server';
import type { Viewer } from '../viewer';
import { closeExpired } from './end-emergency.server';
import { emergencyAlarmJob } from './jobs';
import type { EmergencyForm } from './schema';

type Work = Pick<Services, 'db' | 'clock' | 'queues' | 'logger'>;

/**
 * Break-glass: a role on a unit of the viewer's administration, for at most an hour, without anybody's approval. It holds from the next
 * request on and ends by the clock. The alarm: everybody's pages show it from now on (they ask the database), the log says it, a job
 * writes the messages. Ask for a fresh proof of the person first.
 * @throws AppError not-found, UNIT_UNKNOWN, EMERGENCY_OPEN
 */
export async function takeEmergency(
  { viewer, form }: { viewer: Viewer; form: EmergencyForm },
  { db, clock, queues, logger }: Work,
): Promise<{ id: number }> {
  requireAnywhere(viewer, 'emergency.take');
  const now = clock.now();
  const { role, readOnly, minutes, reason, unitCode } = form;
  const taken = await db.$transaction(async (tx) => {
    const unit = await findUnitPath(unitCode, tx);
    if (!can(viewer, 'emergency.take', unit.path)) throw unknownUnit(unitCode);
    await closeExpired({ accountId: viewer.accountId, now }, tx);
    const made = await tx.emergencyAccess.createMany({
      data: [
        {
          ...{ accountId: viewer.accountId, accountName: viewer.displayName, role, readOnly, unitId: unit.id, reason },
          ...{ startedAt: now, untilAt: new Date(now.getTime() + minutes * 60_000) },
        },
      ],
      skipDuplicates: true,
    });
    if (made.count === 0) {
      throw new AppError(
        'conflict',
        'EMERGENCY_OPEN',
        'Đồng chí đang có một truy cập khẩn cấp. Hãy kết thúc lần đó trước khi mở lần mới.',
      );
    }
    const { id } = await tx.emergencyAccess.findFirstOrThrow({
      where: { accountId: viewer.accountId, endedAt: null },
      select: { id: true },
    });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'emergency.take', targetType: 'EmergencyAccess', targetId: id, unitId: unit.id },
      data: { role, unitCode, readOnly, minutes, reason },
    });
    return { id, unitId: unit.id };
  });
  // Numbers only: who it is stands in the audit log.
  logger.warn({ emergencyId: taken.id, role, readOnly, unitId: taken.unitId, minutes }, 'emergency access taken');
  // Redis away: a sweep finds it within a minute.
  await queues.enqueue(emergencyAlarmJob, { emergencyId: taken.id }).catch(() => {
    logger.warn({ emergencyId: taken.id }, 'alarm not queued, left to the sweep');
  });
  return { id: taken.id };
}
