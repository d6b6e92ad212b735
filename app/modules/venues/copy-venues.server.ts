import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { ManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { requireUnclosed } from './save-venue.server';

interface Args {
  viewer: Viewer;
  campaign: Pick<ManagedCampaign, 'id' | 'state' | 'unitId'>;
  /** The session that gets the halls of the one before it. */
  sessionId: number;
  requestId?: string;
  address?: string;
}

/**
 * The halls of the session before, with their units and clerks; those whose name is there already are left alone, so copying twice
 * adds nothing. @returns how many were added @throws AppError not-found; conflict when there is nothing to copy
 */
export function copyVenues({ viewer, campaign, sessionId, ...request }: Args, db: Db): Promise<number> {
  requireUnclosed(campaign);
  return inTransaction(db, async (tx) => {
    const session = await tx.studySession.findFirst({ where: { id: sessionId, campaignId: campaign.id } });
    if (!session) throw notFound();
    const before = await tx.studySession.findFirst({
      where: { campaignId: campaign.id, position: session.position - 1 },
      select: { id: true, _count: { select: { venues: true } } },
    });
    if (!before || before._count.venues === 0) {
      throw new AppError('conflict', 'NOTHING_TO_COPY', 'Buổi học trước chưa có điểm cầu nào để sao chép.');
    }
    const added = await tx.$queryRaw<{ id: number }[]>`
      insert into venue (session_id, unit_id, name, place, time_zone)
      select ${sessionId}, unit_id, name, place, time_zone from venue where session_id = ${before.id} order by id
      on conflict (session_id, name) do nothing returning id`;
    const ids = added.map(({ id }) => id);
    await tx.$executeRaw`
      insert into venue_unit (venue_id, unit_id) select mine.id, u.unit_id
        from venue mine join venue old on old.session_id = ${before.id} and old.name = mine.name join venue_unit u on u.venue_id = old.id
       where mine.id = any(${ids}::int[])`;
    await tx.$executeRaw`
      insert into venue_clerk (venue_id, account_id) select mine.id, k.account_id
        from venue mine join venue old on old.session_id = ${before.id} and old.name = mine.name join venue_clerk k on k.venue_id = old.id
       where mine.id = any(${ids}::int[])`;
    await appendAudit(tx, {
      ...{
        actor: viewer,
        action: 'venue.copy',
        targetType: 'StudySession',
        targetId: sessionId,
        unitId: campaign.unitId,
      },
      ...request,
      data: { from: before.id, added: ids.length },
    });
    return ids.length;
  });
}
