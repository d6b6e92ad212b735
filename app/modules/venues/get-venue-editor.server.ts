import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

/** A hall as its form shows it. @throws AppError not-found for a hall of another session */
export async function getVenueEditor({ sessionId, venueId }: { sessionId: number; venueId: number }, db: Db) {
  const venue = await db.venue.findFirst({
    where: { id: venueId, sessionId },
    select: {
      ...{ name: true, place: true, timeZone: true },
      unit: { select: { code: true } },
      units: { select: { unit: { select: { code: true } } }, orderBy: { unitId: 'asc' } },
      clerks: { select: { account: { select: { username: true } } }, orderBy: { accountId: 'asc' } },
      _count: { select: { evidence: true, checkIns: true } },
    },
  });
  if (!venue) throw notFound();
  return {
    ...{ name: venue.name, place: venue.place, timeZone: venue.timeZone, host: venue.unit.code },
    units: venue.units.map(({ unit }) => unit.code),
    clerks: venue.clerks.map(({ account }) => account.username),
    used: venue._count.evidence > 0 || venue._count.checkIns > 0,
  };
}
