import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import type { Db } from '~/platform/db';
import { findVenueGuests } from './find-venue-guests.server';

interface Args {
  actor: AuditActor;
  campaignId: number;
  /** The unit that runs the halls. */
  unitId: number;
}

/**
 * Keeps the unit's count of non-members (quần chúng), which boards and reports show, equal to what its halls say: the fullest
 * session's sum. The same people come to every session, so sessions are not added up. Call it in the transaction of the change;
 * without halls that have counted, what a hall had said before is taken away.
 */
export async function syncGuestCount({ actor, campaignId, unitId }: Args, tx: Db): Promise<void> {
  // Two clerks of two halls of one unit at once: the later one adds up after the earlier has committed.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('guest_count'), ${unitId})`;
  const guests = await findVenueGuests({ campaignId, unitId }, tx);
  const key = { campaignId, unitId };
  const before = await tx.guestCount.findUnique({ where: { campaignId_unitId: key }, select: { count: true } });
  if ((before?.count ?? null) === guests) return;
  if (guests === null) await tx.guestCount.deleteMany({ where: key });
  else {
    const row = { count: guests, recordedById: 'accountId' in actor ? actor.accountId : null, recordedAt: new Date() };
    await tx.guestCount.upsert({ where: { campaignId_unitId: key }, create: { ...key, ...row }, update: row });
  }
  await appendAudit(tx, {
    ...{ actor, action: 'report.guest-count', targetType: 'Unit', targetId: unitId, unitId },
    data: { campaignId, before: before?.count ?? null, after: guests, by: 'venues' },
  });
}
