import type { Services } from '~/platform/services';
import { scopePaths } from '../access';
import type { Viewer } from '../viewer';
import { REMIND_DAYS, REVIEW_MONTHS } from './schema';

export interface ReviewDue {
  unitName: string;
  /** yyyy-mm-dd in Hanoi. */
  dueOn: string;
  overdue: boolean;
  /** The review that is under way. */
  reviewId: number | null;
}

/**
 * The most urgent review of the viewer's units that is due within 30 days, overdue or under way; null when there is none. Due: six months
 * after the last finished review that covered the unit, or after the first role given there.
 */
export async function findReviewDue(
  viewer: Viewer,
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<ReviewDue | null> {
  const paths = scopePaths(viewer, 'access.review');
  if (paths.length === 0) return null;
  const now = clock.now();
  const [row] = await db.$queryRaw<ReviewDue[]>`
    with root as (select u.name, u.path, (select r.id from access_review r join unit o on o.id = r.unit_id where r.state = 'OPEN' and u.path <@ o.path limit 1) as review
                    from unit u where u.path = any(${paths}::ltree[])),
         due as (select name, review, coalesce((select r.due_on from access_review r where r.id = root.review),
                   ((coalesce(dc_last_review(path), dc_first_grant(path)) + make_interval(months => ${REVIEW_MONTHS}::int)) at time zone 'Asia/Ho_Chi_Minh')::date) as due_on
                   from root)
    select name as "unitName", to_char(due_on, 'YYYY-MM-DD') as "dueOn", review as "reviewId",
           due_on < (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date as overdue
      from due
     where due_on is not null
       and (review is not null or due_on <= (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date + ${REMIND_DAYS}::int)
     order by due_on limit 1`;
  return row ?? null;
}
