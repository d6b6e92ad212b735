import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { requireAnywhere } from '../access';
import type { Viewer } from '../viewer';

export const REVIEWS_PER_PAGE = 30;

export interface ReviewRow {
  id: number;
  unitId: number;
  unitName: string;
  unitCode: string;
  state: 'OPEN' | 'DONE';
  /** yyyy-mm-dd in Hanoi. */
  periodFrom: string;
  periodTo: string;
  dueOn: string;
  overdue: boolean;
  openedByName: string;
  openedAt: Date;
  finishedByName: string | null;
  finishedAt: Date | null;
  sha256: string | null;
  total: number;
  kept: number;
  withdrawn: number;
  /** Undecided lines that are about the viewer: somebody else has to decide them. */
  own: number;
}

/** Reviews of the viewer's units, newest first; `id`: only that one. @throws AppError not-found */
export async function listReviews(
  { viewer, id, page = 1, now }: { viewer: Viewer; id?: number; page?: number; now: Date },
  db: Db,
): Promise<{ rows: ReviewRow[]; count: number }> {
  const paths = requireAnywhere(viewer, 'access.review');
  const rows = await db.$queryRaw<(ReviewRow & { count: number })[]>`
    select r.id, r.unit_id as "unitId", u.name as "unitName", u.code as "unitCode", r.state::text as state,
           to_char(r.period_from, 'YYYY-MM-DD') as "periodFrom", to_char(r.period_to, 'YYYY-MM-DD') as "periodTo",
           to_char(r.due_on, 'YYYY-MM-DD') as "dueOn",
           r.state = 'OPEN' and r.due_on < (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date as overdue,
           r.opened_by_name as "openedByName", r.opened_at as "openedAt", r.finished_by_name as "finishedByName",
           r.finished_at as "finishedAt", r.sha256, i.*, count(*) over ()::int as count
      from access_review r join unit u on u.id = r.unit_id
      cross join lateral (select count(*)::int as total, count(*) filter (where decision = 'KEEP')::int as kept,
               count(*) filter (where decision = 'WITHDRAW')::int as withdrawn,
               count(*) filter (where decision is null and account_id = ${viewer.accountId})::int as own
          from access_review_item i where i.review_id = r.id) i
     where u.path <@ any(${paths}::ltree[]) and (${id ?? null}::int is null or r.id = ${id ?? null}::int)
     order by r.id desc limit ${REVIEWS_PER_PAGE} offset ${(page - 1) * REVIEWS_PER_PAGE}`;
  return { rows: rows.map(({ count: _, ...row }) => row), count: rows[0]?.count ?? 0 };
}

/** @throws AppError not-found */
export async function findReview(args: { viewer: Viewer; id: number; now: Date }, db: Db): Promise<ReviewRow> {
  const { rows } = await listReviews(args, db);
  if (!rows[0]) throw notFound();
  return rows[0];
}
