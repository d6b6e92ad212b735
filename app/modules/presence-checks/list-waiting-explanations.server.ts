import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import type { WaitingExplanation } from './schema';

/** As many names as a page can show; the rest follows when these are decided. */
const LIMIT = 50;

/**
 * Members of a unit's subtree who explained a missed check and wait for a decision, longest first. Reads only what waits, by an index of
 * its own. @throws AppError not-found
 */
export async function listWaitingExplanations(
  args: { viewer: Viewer; campaignId: number; unitPath: string },
  db: Db,
): Promise<WaitingExplanation[]> {
  requireCan(args.viewer, 'board.members', args.unitPath);
  return db.$queryRaw<WaitingExplanation[]>`
    select m.id as "memberId", m.full_name as "fullName", count(*)::int as count
      from presence_check k
      join study_session s on s.id = k.session_id and s.campaign_id = ${args.campaignId}
      join roster_entry e on e.campaign_id = s.campaign_id and e.member_id = k.member_id
      join unit u on u.id = e.unit_id and u.path <@ ${args.unitPath}::ltree
      join member m on m.id = k.member_id
     where k.explained_at is not null and k.accepted is null
     group by m.id order by min(k.explained_at), m.id limit ${LIMIT}`;
}
