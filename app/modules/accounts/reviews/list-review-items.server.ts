import { type Db, Prisma } from '~/platform/db';
import { searchKey } from '~/platform/vietnamese';
import type { Role } from '../schema';
import type { AccessDecision, ReviewStanding } from './schema';

export const ITEMS_PER_PAGE = 50;

export interface ReviewFilters {
  search: string;
  role: Role | '';
  standing: ReviewStanding;
  unitCode: string;
}

export interface ReviewItem {
  id: number;
  accountId: number;
  username: string;
  accountName: string;
  role: Role;
  unitCode: string;
  unitName: string;
  grantedAt: Date;
  grantedByName: string | null;
  approvedByName: string | null;
  approvedAt: Date | null;
  lastSignInAt: Date | null;
  hasFactor: boolean;
  disabled: boolean;
  emergencies: number;
  decision: AccessDecision | null;
  note: string | null;
  decidedByName: string | null;
  decidedAt: Date | null;
}

/** Conditions on `access_review_item i` of one review. */
export function itemsWhere(reviewId: number, { search, role, standing, unitCode }: ReviewFilters): Prisma.Sql {
  const wanted = [Prisma.sql`i.review_id = ${reviewId}`];
  if (role) wanted.push(Prisma.sql`i.role = ${role}::role`);
  if (standing === 'chua-xet') wanted.push(Prisma.sql`i.decision is null`);
  if (standing === 'giu') wanted.push(Prisma.sql`i.decision = 'KEEP'`);
  if (standing === 'thu-hoi') wanted.push(Prisma.sql`i.decision = 'WITHDRAW'`);
  if (unitCode) {
    wanted.push(
      Prisma.sql`i.unit_id in (select u.id from unit u join unit o on u.path <@ o.path where o.code = ${unitCode})`,
    );
  }
  if (search) {
    const key = searchKey(search);
    const like = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    wanted.push(Prisma.sql`(i.username like ${like} or (${key !== ''} and
      regexp_replace(replace(lower(unaccent(i.account_name)), 'đ', 'd'), '[^[:alnum:]]+', ' ', 'g') like ${`%${key}%`}))`);
  }
  return Prisma.join(wanted, ' and ');
}

/** A page of a review's lines, or up to `limit` of them; whoever calls has found the review (`findReview`), which checks access. */
export async function listReviewItems(
  args: { reviewId: number; filters: ReviewFilters; page?: number; limit?: number },
  db: Db,
): Promise<{ rows: ReviewItem[]; total: number }> {
  const { reviewId, filters, page = 1, limit = ITEMS_PER_PAGE } = args;
  const rows = await db.$queryRaw<(ReviewItem & { total: number })[]>`
    select i.id, i.account_id as "accountId", i.username, i.account_name as "accountName", i.role::text as role, i.unit_code as "unitCode",
           i.unit_name as "unitName", i.granted_at as "grantedAt", i.granted_by_name as "grantedByName",
           i.approved_by_name as "approvedByName", i.approved_at as "approvedAt", i.last_sign_in_at as "lastSignInAt",
           i.has_factor as "hasFactor", i.disabled, i.emergencies, i.decision::text as decision, i.note,
           i.decided_by_name as "decidedByName", i.decided_at as "decidedAt", count(*) over ()::int as total
      from access_review_item i where ${itemsWhere(reviewId, filters)}
     order by i.id limit ${limit} offset ${(page - 1) * limit}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}
