import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { can, requireAnywhere } from '../access';
import { findUnitPath, unknownUnit } from '../find-unit-path.server';
import type { Viewer } from '../viewer';
import { REVIEW_DAYS, REVIEW_MONTHS } from './schema';

interface Args {
  viewer: Viewer;
  /** The review covers this unit and all below it. */
  unitCode: string;
  now: Date;
}

/**
 * Opens a review: every role held now in the unit's subtree is written down with what a reviewer needs to know about it. The period is
 * the six months before, or the time since the last finished review when that is longer.
 * @throws AppError not-found, UNIT_UNKNOWN, REVIEW_OPEN
 */
export async function openReview({ viewer, unitCode, now }: Args, db: PrismaClient): Promise<{ id: number }> {
  requireAnywhere(viewer, 'access.review');
  // Tens of thousands of lines are one statement of a second or two.
  return db.$transaction(
    async (tx) => {
      const unit = await findUnitPath(unitCode, tx);
      if (!can(viewer, 'access.review', unit.path)) throw unknownUnit(unitCode);
      const [review] = await tx.$queryRaw<{ id: number; dueOn: string }[]>`
        with today as (select (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date as day)
        insert into access_review (unit_id, period_from, period_to, due_on, opened_by_id, opened_by_name, opened_at)
        select ${unit.id}, least((day - make_interval(months => ${REVIEW_MONTHS}::int))::date,
                 (dc_last_review(${unit.path}::ltree) at time zone 'Asia/Ho_Chi_Minh')::date), day, day + ${REVIEW_DAYS}::int,
               ${viewer.accountId}, ${viewer.displayName}, ${now}::timestamptz from today
        on conflict do nothing returning id, to_char(due_on, 'YYYY-MM-DD') as "dueOn"`;
      if (!review) {
        throw new AppError(
          'conflict',
          'REVIEW_OPEN',
          'Đơn vị này đang có một đợt rà soát chưa xong. Đồng chí hãy tiếp tục đợt đó.',
        );
      }
      const total = await tx.$executeRaw`
        insert into access_review_item (review_id, grant_id, account_id, username, account_name, role, unit_id, unit_code, unit_name, granted_at,
          granted_by_name, approved_by_name, approved_at, last_sign_in_at, has_factor, disabled, emergencies)
        select r.id, g.id, a.id, a.username, a.display_name, g.role, u.id, u.code, u.name, g.granted_at,
               coalesce(p.proposed_by_name, b.display_name, case when g.granted_by_id is null then 'Hệ thống' end), p.decided_by_name, p.decided_at, a.last_sign_in_at, dc_has_factor(a.id),
               a.disabled_at is not null,
               (select count(*)::int from emergency_access e where e.account_id = a.id
                 and e.started_at >= r.period_from::timestamp at time zone 'Asia/Ho_Chi_Minh')
          from access_review r
          join unit u on u.path <@ ${unit.path}::ltree
          join role_grant g on g.unit_id = u.id and g.revoked_at is null and g.role <> 'MEMBER'
          join account a on a.id = g.account_id
          left join account b on b.id = g.granted_by_id
          left join grant_proposal p on p.id = g.proposal_id
         where r.id = ${review.id} order by u.path, g.role, a.username`;
      await appendAudit(tx, {
        ...{
          actor: viewer,
          action: 'access-review.open',
          targetType: 'AccessReview',
          targetId: review.id,
          unitId: unit.id,
        },
        data: { unitCode, total, dueOn: review.dueOn },
      });
      return { id: review.id };
    },
    { timeout: 60_000 },
  );
}
