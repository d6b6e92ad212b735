import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';

/** Who was shown a code: from the notes of key issues. Times are ISO. */
export interface MarkHolder {
  accountId: number;
  username: string | null;
  name: string | null;
  memberId: number | null;
  unitName: string | null;
  venueName: string | null;
  sessionId: number;
  sessionTitle: string | null;
  firstAt: string;
  lastAt: string;
  /** Devices (sign-ins) and requests for keys. */
  devices: number;
  requests: number;
}

/**
 * The people or halls behind a code on a picture, within the inspector's units. Nearly always one; codes are 40 bits long, so that of many
 * millions two may meet. Looking one up stands in the audit log, with whom it showed.
 * @throws AppError not-found for whoever may not inspect
 */
export async function findMarkHolders(viewer: Viewer, mark: string, db: PrismaClient): Promise<MarkHolder[]> {
  const paths = requireAnywhere(viewer, 'audit.view');
  const rows = await db.$queryRaw<(Omit<MarkHolder, 'firstAt' | 'lastAt'> & { firstAt: Date; lastAt: Date })[]>`
    select k.account_id as "accountId", a.username, coalesce(m.full_name, a.display_name) as name, a.member_id as "memberId",
           h.name as "unitName", v.name as "venueName", k.session_id as "sessionId", s.title as "sessionTitle",
           min(k.first_at) as "firstAt", max(k.last_at) as "lastAt", count(distinct k.auth_session_id)::int as devices,
           sum(k.requests)::int as requests
      from key_issue k
      left join account a on a.id = k.account_id
      left join member m on m.id = a.member_id
      left join unit h on h.id = m.unit_id
      left join venue v on v.id = k.venue_id
      left join unit vu on vu.id = v.unit_id
      left join study_session s on s.id = k.session_id
      left join campaign c on c.id = s.campaign_id
      left join unit cu on cu.id = c.unit_id
     where k.mark = ${mark}
       and (coalesce(h.path, vu.path, cu.path) <@ any(${paths}::ltree[]))
     group by k.account_id, a.username, m.full_name, a.display_name, a.member_id, h.name, v.name, k.session_id, s.title
     order by min(k.first_at) limit 50`;
  await appendAudit(db, {
    actor: viewer,
    action: 'watermark.lookup',
    targetType: 'watermark',
    targetId: mark,
    memberIds: rows.flatMap(({ memberId }) => (memberId === null ? [] : [memberId])),
    data: { found: rows.length },
  });
  return rows.map((row) => ({ ...row, firstAt: row.firstAt.toISOString(), lastAt: row.lastAt.toISOString() }));
}
