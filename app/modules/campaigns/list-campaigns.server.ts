import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import type { CampaignState } from './schema';

export interface CampaignRow {
  code: string;
  title: string;
  state: CampaignState;
  unitName: string;
  deadlineAt: Date;
  deadlineTimeZone: string;
  sessions: number;
  /** The viewer may open its page (it is run within their scope); others go to the board. */
  visible: boolean;
  manageable: boolean;
}

/** Campaigns run within the viewer's scope, and opened ones whose audience touches it. Drafts only for those who see the running unit. */
export async function listCampaigns(
  { viewer, page, pageSize }: { viewer: Viewer; page: number; pageSize: number },
  db: Db,
): Promise<{ rows: CampaignRow[]; total: number }> {
  const view = scopePaths(viewer, 'campaign.view');
  const rows = await db.$queryRaw<(CampaignRow & { total: number })[]>`
    SELECT c.code, c.title, c.state::text AS state, u.name AS "unitName", c.deadline_at AS "deadlineAt",
      c.deadline_time_zone AS "deadlineTimeZone",
      (SELECT count(*)::int FROM study_session s WHERE s.campaign_id = c.id) AS sessions,
      u.path <@ ANY(${view}::ltree[]) AS visible,
      u.path <@ ANY(${scopePaths(viewer, 'campaign.manage')}::ltree[]) AS manageable,
      (count(*) OVER ())::int AS total
    FROM campaign c JOIN unit u ON u.id = c.unit_id
    WHERE u.path <@ ANY(${view}::ltree[])
      OR (c.state <> 'DRAFT' AND EXISTS (
        SELECT 1 FROM campaign_audience a JOIN unit au ON au.id = a.unit_id
        WHERE a.campaign_id = c.id AND EXISTS (SELECT 1 FROM unnest(${view}::ltree[]) p WHERE p <@ au.path OR au.path <@ p)))
    ORDER BY c.state, c.deadline_at DESC, c.id DESC
    LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
  return { rows: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
}
