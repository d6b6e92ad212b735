import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
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
export function setVenueOpen({ viewer, venueId, order, now, ...request }: Args, db: Db): Promise<void> {
  return inTransaction(db, async (tx) => {
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
    const action = { OPEN: 'venue.open', CLOSE: 'venue.close', NEW_LINK: 'venue.new-link' }[order];
    await appendAudit(tx, {
      ...{ actor: viewer, action, targetType: 'Venue', targetId: venue.id, unitId: venue.unitId, ...request },
    });
  });
}
