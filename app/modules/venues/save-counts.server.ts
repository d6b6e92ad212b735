import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { findClerkVenue } from './find-clerk-venue.server';
import type { CountsInput } from './input';
import { requireRunning } from './mark-members.server';
import { syncGuestCount } from './sync-guest-count.server';

interface Args extends CountsInput {
  viewer: Viewer;
  venueId: number;
  requestId?: string;
  address?: string;
}

/**
 * What the clerk counted by head, and a note. A figure that this clerk left as it was is left as it is; one that both clerks
 * changed is refused with what the other wrote.
 * @throws AppError not-found; conflict
 */
export function saveCounts(args: Args, db: Db): Promise<void> {
  return inTransaction(db, async (tx) => {
    await tx.$executeRaw`select 1 from venue where id = ${args.venueId} for no key update`;
    const venue = await findClerkVenue(args.viewer, args.venueId, tx);
    requireRunning(venue);
    const after = {
      headcount: merge(args.headcount, args.seenHeadcount, venue.headcount, 'HEADCOUNT_CHANGED'),
      guests: merge(args.guests, args.seenGuests, venue.guests, 'GUESTS_CHANGED'),
      note: merge(args.note, args.seenNote, venue.note, 'NOTE_CHANGED'),
    };
    const before = { headcount: venue.headcount, guests: venue.guests, note: venue.note };
    await tx.venue.update({ where: { id: venue.id }, data: after });
    if (after.guests !== before.guests) {
      await syncGuestCount({ actor: args.viewer, campaignId: venue.campaignId, unitId: venue.unitId }, tx);
    }
    await appendAudit(tx, {
      ...{ actor: args.viewer, action: 'venue.counts', targetType: 'Venue', targetId: venue.id, unitId: venue.unitId },
      data: { before, after },
      requestId: args.requestId,
      address: args.address,
    });
  });
}

function merge<Value extends string | number | null>(mine: Value, seen: Value, stored: Value, code: string): Value {
  if (mine === seen || mine === stored) return stored;
  if (seen === stored) return mine;
  throw new AppError(
    'conflict',
    code,
    'Phụ trách khác vừa ghi “{{value}}”. Đồng chí kiểm tra lại rồi lưu, số của đồng chí vẫn còn trong ô.',
    { value: stored ?? '–' },
  );
}
