import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { FreezeStage } from './schema';

export interface FreezeView {
  id: number;
  state: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  progress: number;
  stage: FreezeStage;
  snapshotId: number | null;
  created: boolean | null;
  requestedByName: string;
  createdAt: Date;
  campaignCode: string;
  campaignTitle: string;
  unitCode: string;
  unitName: string;
}

/** A freeze under way or ended. @throws AppError not-found when it does not exist or may not be seen */
export async function getFreeze(
  { viewer, freezeId }: { viewer: Viewer; freezeId: number },
  db: Db,
): Promise<FreezeView> {
  const [row] = await db.$queryRaw<(FreezeView & { unitPath: string })[]>`
    SELECT f.id, f.state::text AS state, f.progress, f.stage, f.snapshot_id AS "snapshotId", f.created, f.requested_by_name AS "requestedByName",
           f.created_at AS "createdAt", c.code AS "campaignCode", c.title AS "campaignTitle", u.code AS "unitCode", u.name AS "unitName",
           u.path::text AS "unitPath"
      FROM figure_freeze f JOIN campaign c ON c.id = f.campaign_id JOIN unit u ON u.id = f.unit_id WHERE f.id = ${freezeId}`;
  if (!row) throw notFound();
  const { unitPath, ...freeze } = row;
  requireCan(viewer, 'report.view', unitPath);
  return freeze;
}

/** The freeze under way for a campaign and unit, for those who may ask for one; null: none. */
export async function findActiveFreeze(
  { campaignId, unitId }: { campaignId: number; unitId: number },
  db: Db,
): Promise<{ id: number; requestedByName: string } | null> {
  return db.figureFreeze.findFirst({
    where: { campaignId, unitId, state: { in: ['QUEUED', 'RUNNING'] } },
    select: { id: true, requestedByName: true },
  });
}
