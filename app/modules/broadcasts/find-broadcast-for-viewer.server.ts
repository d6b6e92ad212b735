import type { Pool } from 'pg';
import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';

export interface WatchableBroadcast {
  id: number;
  sessionId: number;
  publicPath: string;
  state: 'SCHEDULED' | 'LOBBY' | 'ON_AIR' | 'PAUSED' | 'ENDED' | 'PUBLISHED' | 'CANCELLED';
  /** On the roster of the open campaign; false: somebody who looks after it. */
  listed: boolean;
}

const SQL = `
  select b.id, b.session_id as "sessionId", b.public_path as "publicPath", b.state, u.path::text as "unitPath",
         c.state <> 'DRAFT' and exists (select from roster_entry e where e.campaign_id = c.id and e.member_id = $2) as listed
    from broadcast b
    join study_session s on s.id = b.session_id
    join campaign c on c.id = s.campaign_id
    join unit u on u.id = c.unit_id
   where b.id = $1`;

/** The broadcast, for members on the roster of its campaign and whoever looks after it; null for everybody else. */
export async function findBroadcastForViewer(
  viewer: Viewer,
  broadcastId: number,
  pool: Pool,
): Promise<WatchableBroadcast | null> {
  const values = [broadcastId, viewer.memberId];
  const { rows } = await pool.query<WatchableBroadcast & { unitPath: string }>({
    ...{ name: 'find-broadcast', text: SQL, values },
  });
  const row = rows[0];
  if (!row) return null;
  const { unitPath, ...broadcast } = row;
  return broadcast.listed || can(viewer, 'campaign.view', unitPath) ? broadcast : null;
}
