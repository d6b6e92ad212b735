import { type Db, Prisma } from '~/platform/db';
import { CHECK_JSON } from './read-check.server';
import type { StoredCheck } from './schema';

/** One member's checks of all sessions of a campaign, by session. Whether somebody may see them, is the caller's question. */
export async function listMemberChecks(
  { campaignId, memberId }: { campaignId: number; memberId: number },
  db: Db,
): Promise<Map<number, StoredCheck[]>> {
  const rows = await db.$queryRaw<{ sessionId: number; checks: StoredCheck[] }[]>`
    select k.session_id as "sessionId", json_agg(${Prisma.raw(CHECK_JSON)} order by k.number) as checks
      from presence_check k join study_session s on s.id = k.session_id
     where s.campaign_id = ${campaignId} and k.member_id = ${memberId} group by k.session_id`;
  return new Map(rows.map(({ sessionId, checks }) => [sessionId, checks]));
}
