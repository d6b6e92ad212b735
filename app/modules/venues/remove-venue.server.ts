import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { ManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { requireUnclosed } from './save-venue.server';
import { syncGuestCount } from './sync-guest-count.server';

interface Args {
  viewer: Viewer;
  campaign: Pick<ManagedCampaign, 'id' | 'state'>;
  sessionId: number;
  venueId: number;
  requestId?: string;
  address?: string;
}

/** Takes a hall away in which nobody has been called yet: evidence stays for ever, and so does its place. @throws AppError not-found; conflict */
export function removeVenue({ viewer, campaign, sessionId, venueId, ...request }: Args, db: Db): Promise<void> {
  requireUnclosed(campaign);
  return inTransaction(db, async (tx) => {
    await tx.$executeRaw`select 1 from venue where id = ${venueId} for update`;
    const venue = await tx.venue.findFirst({
      where: { id: venueId, sessionId, session: { campaignId: campaign.id } },
      select: { name: true, unitId: true, guests: true, _count: { select: { evidence: true, checkIns: true } } },
    });
    if (!venue) throw notFound();
    if (venue._count.evidence > 0 || venue._count.checkIns > 0) {
      throw new AppError(
        'conflict',
        'VENUE_USED',
        'Điểm cầu này đã có điểm danh nên không bỏ được. Số liệu điểm danh phải giữ lại.',
      );
    }
    await tx.venue.delete({ where: { id: venueId } });
    if (venue.guests !== null)
      await syncGuestCount({ actor: viewer, campaignId: campaign.id, unitId: venue.unitId }, tx);
    await appendAudit(tx, {
      ...{
        actor: viewer,
        action: 'venue.remove',
        targetType: 'Venue',
        targetId: venueId,
        unitId: venue.unitId,
        ...request,
      },
      data: { sessionId, name: venue.name },
    });
  });
}
