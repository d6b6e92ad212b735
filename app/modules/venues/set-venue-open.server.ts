import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction } from '~/platform/db';
import { publishEvent, venueTopic } from '~/platform/events';
import type { Services } from '~/platform/services';
import { findClerkVenue } from './find-clerk-venue.server';
import { requireRunning } from './mark-members.server';

interface Args {
  viewer: Viewer;
  venueId: number;
  /** OPEN shows the screen and takes check-ins, CLOSE ends both; NEW_LINK makes the screen's address another one. */
  order: 'OPEN' | 'CLOSE' | 'NEW_LINK';
  now: Date;
  requestId?: string;
  address?: string;
}

/** Opening what is open and closing what is closed changes nothing. @throws AppError not-found; conflict */
export async function setVenueOpen(
  { viewer, venueId, order, now, ...request }: Args,
  services: Pick<Services, 'db' | 'env' | 'redis' | 'logger'>,
): Promise<void> {
  await inTransaction(services.db, async (tx) => {
    await tx.$executeRaw`select 1 from venue where id = ${venueId} for no key update`;
    const venue = await findClerkVenue(viewer, venueId, tx);
    const open = venue.openedAt !== null && venue.closedAt === null;
    if (order === 'OPEN') requireRunning(venue);
    if ((order === 'OPEN' && open) || (order === 'CLOSE' && !open)) return;
    const data = {
      OPEN: { openedAt: venue.openedAt ?? now, closedAt: null },
      CLOSE: { closedAt: now },
      NEW_LINK: { linkVersion: venue.linkVersion + 1 },
    }[order];
    await tx.venue.update({ where: { id: venue.id }, data });
    const action = ({ OPEN: 'venue.open', CLOSE: 'venue.close', NEW_LINK: 'venue.new-link' } as const)[order];
    await appendAudit(tx, {
      ...{ actor: viewer, action, targetType: 'Venue', targetId: venue.id, unitId: venue.unitId, ...request },
    });
  });
  // Redis away: the screen asks by itself within a minute.
  await publishEvent(services, venueTopic(venueId), { type: 'venue', data: {} }).catch((error) => {
    services.logger.warn({ err: error, venueId }, 'venue: event not published');
  });
}
