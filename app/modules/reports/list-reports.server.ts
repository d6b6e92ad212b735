import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import type { ReportView } from './get-report.server';

export const REPORTS_PAGE = 25;

export interface SnapshotRow {
  snapshotId: number;
  frozenAt: Date;
  frozenByName: string;
  supplementsId: number | null;
  campaignTitle: string;
  campaignCode: string;
  unitName: string;
  reportId: number | null;
  state: ReportView['state'] | null;
  issuedAt: Date | null;
  createdAt: Date | null;
}

/** Freezes and the reports on them, newest first, within what the viewer may see. */
export async function listReports(
  { viewer, page }: { viewer: Viewer; page: number },
  db: Db,
): Promise<{ rows: SnapshotRow[]; total: number }> {
  const paths = requireAnywhere(viewer, 'report.view');
  const rows = await db.$queryRaw<(SnapshotRow & { total: number })[]>`
    SELECT s.id AS "snapshotId", s.frozen_at AS "frozenAt", s.frozen_by_name AS "frozenByName", s.supplements_id AS "supplementsId",
           c.title AS "campaignTitle", c.code AS "campaignCode", u.name AS "unitName",
           r.id AS "reportId", r.state::text AS state, r.issued_at AS "issuedAt", r.created_at AS "createdAt", count(*) OVER () AS total
      FROM snapshot s JOIN campaign c ON c.id = s.campaign_id JOIN unit u ON u.id = s.unit_id
      LEFT JOIN completion_report r ON r.snapshot_id = s.id
     WHERE u.path <@ ANY(${paths}::ltree[])
     ORDER BY s.id DESC, r.id DESC LIMIT ${REPORTS_PAGE} OFFSET ${(page - 1) * REPORTS_PAGE}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: Number(rows[0]?.total ?? 0) };
}
