import type { Services } from '~/platform/services';
import { type FreezeArgs, findWhatToFreeze } from './freeze-figures.server';
import { freezeFiguresJob } from './jobs';

export interface FreezeRequest {
  freezeId: number;
  /** True: somebody's freeze of the same figures is under way, and this is it. */
  joined: boolean;
}

/**
 * Asks for the figures of a campaign and unit to be frozen. Stored first, queued after: what is lost on the way the sweep queues
 * again. One freeze at a time: a second request gets the one that is under way. @throws AppError not-found; conflict
 */
export async function requestFreeze(args: FreezeArgs, services: Services): Promise<FreezeRequest> {
  const { db, queues, logger } = services;
  const { campaign, unit } = await findWhatToFreeze(args, db);
  for (;;) {
    const [created] = await db.$queryRaw<{ id: number }[]>`
      INSERT INTO figure_freeze (campaign_id, unit_id, requested_by_id, requested_by_name, request_id, address)
      VALUES (${campaign.id}, ${unit.id}, ${args.viewer.accountId}, ${args.viewer.displayName}, ${args.requestId ?? null}, ${args.address ?? null})
      ON CONFLICT (campaign_id, unit_id) WHERE state IN ('QUEUED', 'RUNNING') DO NOTHING RETURNING id`;
    if (created) {
      const payload = { freezeId: created.id };
      await queues
        .enqueue(freezeFiguresJob, payload)
        .catch((err) => logger.warn({ err, ...payload }, 'freeze not queued; the sweep will'));
      return { freezeId: created.id, joined: false };
    }
    const active = await db.figureFreeze.findFirst({
      where: { campaignId: campaign.id, unitId: unit.id, state: { in: ['QUEUED', 'RUNNING'] } },
      select: { id: true },
    });
    // Between the two statements it may have ended: then this is a new one.
    if (active) return { freezeId: active.id, joined: true };
  }
}
