import { type Action, can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { CampaignState } from './schema';

export interface ManagedCampaign {
  id: number;
  code: string;
  title: string;
  state: CampaignState;
  unitId: number;
  unitCode: string;
  unitName: string;
  /** ltree path of the unit that runs it. */
  unitPath: string;
}

/**
 * The campaign, when the viewer may do this on the unit that runs it.
 * @throws AppError not-found: a campaign one may not touch does not exist.
 */
export async function requireManagedCampaign(
  viewer: Viewer,
  code: string,
  action: Action,
  db: Db,
): Promise<ManagedCampaign> {
  const rows = await db.$queryRaw<ManagedCampaign[]>`
    SELECT c.id, c.code, c.title, c.state::text AS state, u.id AS "unitId", u.code AS "unitCode", u.name AS "unitName",
      u.path::text AS "unitPath"
    FROM campaign c JOIN unit u ON u.id = c.unit_id WHERE c.code = ${code}`;
  const campaign = rows[0];
  if (!campaign || !can(viewer, action, campaign.unitPath)) throw notFound();
  return campaign;
}
