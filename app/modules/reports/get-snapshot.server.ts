import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { FrozenFigures } from './snapshot-content';

export interface SnapshotView {
  id: number;
  figures: FrozenFigures;
  sha256: string;
  frozenAt: Date;
  frozenByName: string;
  supplementsId: number | null;
  campaignCode: string;
  unit: { id: number; code: string; name: string; kind: string; parentId: number | null; path: string };
}

/** Without a viewer: for the worker, which has no person behind it. @throws AppError not-found */
export async function readSnapshot(id: number, db: Db): Promise<SnapshotView> {
  const [row] = await db.$queryRaw<(Omit<SnapshotView, 'unit'> & SnapshotView['unit'] & { unitId: number })[]>`
    SELECT s.id, s.figures, s.sha256, s.frozen_at AS "frozenAt", s.frozen_by_name AS "frozenByName", s.supplements_id AS "supplementsId",
           c.code AS "campaignCode", u.id AS "unitId", u.code, u.name, u.kind::text AS kind, u.parent_id AS "parentId", u.path::text AS path
      FROM snapshot s JOIN campaign c ON c.id = s.campaign_id JOIN unit u ON u.id = s.unit_id WHERE s.id = ${id}`;
  if (!row) throw notFound();
  const { unitId, code, name, kind, parentId, path, ...snapshot } = row;
  return { ...snapshot, unit: { id: unitId, code, name, kind, parentId, path } };
}

/** @throws AppError not-found when it does not exist or may not be seen */
export async function getSnapshot(
  { viewer, snapshotId }: { viewer: Viewer; snapshotId: number },
  db: Db,
): Promise<SnapshotView> {
  const snapshot = await readSnapshot(snapshotId, db);
  requireCan(viewer, 'report.view', snapshot.unit.path);
  return snapshot;
}
