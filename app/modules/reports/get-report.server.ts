import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { ReportFields, ReportFormat, ReportStage } from './schema';

export interface ReportView {
  id: number;
  snapshotId: number;
  state: 'QUEUED' | 'RENDERING' | 'READY' | 'FAILED';
  progress: number;
  stage: ReportStage;
  errorCode: string | null;
  fields: ReportFields;
  version: number;
  requestedByName: string;
  createdAt: Date;
  finishedAt: Date | null;
  issuedAt: Date | null;
  issuedByName: string | null;
  frozenAt: Date;
  frozenByName: string;
  sha256: string;
  supplementsId: number | null;
  campaignCode: string;
  campaignTitle: string;
  unit: { id: number; code: string; name: string; path: string };
  files: { format: ReportFormat; byteSize: number; storageKey: string; version: number }[];
}

/** @throws AppError not-found when it does not exist or may not be seen */
export async function getReport(
  { viewer, reportId }: { viewer: Viewer; reportId: number },
  db: Db,
): Promise<ReportView> {
  const [row] = await db.$queryRaw<
    (Omit<ReportView, 'unit' | 'files'> & { unitId: number; unitCode: string; unitName: string; unitPath: string })[]
  >`
    SELECT r.id, r.snapshot_id AS "snapshotId", r.state::text AS state, r.progress, r.stage, r.error_code AS "errorCode", r.fields, r.version,
           r.requested_by_name AS "requestedByName", r.created_at AS "createdAt", r.finished_at AS "finishedAt",
           r.issued_at AS "issuedAt", r.issued_by_name AS "issuedByName", s.frozen_at AS "frozenAt", s.frozen_by_name AS "frozenByName",
           s.sha256, s.supplements_id AS "supplementsId", c.code AS "campaignCode", c.title AS "campaignTitle",
           u.id AS "unitId", u.code AS "unitCode", u.name AS "unitName", u.path::text AS "unitPath"
      FROM completion_report r JOIN snapshot s ON s.id = r.snapshot_id JOIN campaign c ON c.id = s.campaign_id JOIN unit u ON u.id = s.unit_id
     WHERE r.id = ${reportId}`;
  if (!row) throw notFound();
  requireCan(viewer, 'report.view', row.unitPath);
  const { unitId, unitCode, unitName, unitPath, ...report } = row;
  const files = await db.reportFile.findMany({
    where: { reportId },
    orderBy: { format: 'asc' },
    select: { format: true, byteSize: true, storageKey: true, version: true },
  });
  return { ...report, unit: { id: unitId, code: unitCode, name: unitName, path: unitPath }, files };
}
