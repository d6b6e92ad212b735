import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, Prisma, type PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Role } from '../schema';
import type { Viewer } from '../viewer';
import { findReview } from './find-review.server';
import { itemsWhere, type ReviewFilters } from './list-review-items.server';

interface Args {
  viewer: Viewer;
  reviewId: number;
  /** The lines themselves, or all undecided ones that a filter finds. */
  what: { ids: readonly number[] } | { filters: ReviewFilters };
  now: Date;
}

const finished = () =>
  new AppError('conflict', 'REVIEW_DONE', 'Đợt rà soát này đã kết thúc nên không thay đổi được nữa.');

/**
 * Keeps roles. Lines about the viewer's own account are passed over: somebody else decides them; so are roles taken back already.
 * @returns how many were kept @throws AppError not-found, REVIEW_DONE
 */
export async function keepItems({ viewer, reviewId, what, now }: Args, db: PrismaClient): Promise<number> {
  return db.$transaction(async (tx) => {
    const review = await findReview({ viewer, id: reviewId, now }, tx);
    if (review.state === 'DONE') throw finished();
    const chosen =
      'ids' in what
        ? Prisma.sql`i.review_id = ${reviewId} and i.id = any(${[...what.ids]}::int[])`
        : itemsWhere(reviewId, what.filters);
    const count = await tx.$executeRaw`
      update access_review_item i set decision = 'KEEP', decided_by_id = ${viewer.accountId}, decided_by_name = ${viewer.displayName},
             decided_at = ${now}::timestamptz
       where ${chosen} and i.decision is null and i.account_id <> ${viewer.accountId}`;
    if (count > 0) {
      const filter = 'filters' in what ? JSON.stringify(what.filters) : undefined;
      await appendAudit(tx, {
        ...{ actor: viewer, action: 'access-review.decide', targetType: 'AccessReview', targetId: reviewId },
        ...{ unitId: review.unitId, data: { decision: 'KEEP', count, ...(filter && { filter }) } },
      });
    }
    return count;
  });
}

/**
 * Takes one role back, at once, also one that was kept before. Ask for a fresh proof of the person first.
 * @throws AppError not-found, REVIEW_DONE, OWN_GRANT, NOTE_MISSING
 */
export async function withdrawItem(
  { viewer, reviewId, id, note, now }: Omit<Args, 'what'> & { id: number; note: string },
  db: PrismaClient,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const review = await findReview({ viewer, id: reviewId, now }, tx);
    if (review.state === 'DONE') throw finished();
    const item = await lockItem({ reviewId, id }, tx);
    if (!item || item.decision === 'WITHDRAW') {
      throw new AppError('conflict', 'ITEM_DECIDED', 'Vai trò này đã được thu hồi. Đồng chí hãy tải lại trang.');
    }
    if (item.accountId === viewer.accountId) {
      throw new AppError(
        'forbidden',
        'OWN_GRANT',
        'Đồng chí không thể tự quyết định về vai trò của mình. Cần một người khác rà soát.',
      );
    }
    if (note === '') throw new AppError('invalid', 'NOTE_MISSING', 'Đồng chí hãy ghi lý do thu hồi.');
    await tx.$executeRaw`
      update access_review_item set decision = 'WITHDRAW', note = ${note}, decided_by_id = ${viewer.accountId},
             decided_by_name = ${viewer.displayName}, decided_at = ${now}::timestamptz where id = ${id}`;
    const { accountId, username, role, unitCode, unitId, grantId } = item;
    const { count } = await asPart('access-review', async () =>
      tx.roleGrant.updateMany({ where: { id: grantId, revokedAt: null }, data: { revokedAt: now } }),
    );
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'access-review.decide', targetType: 'AccessReview', targetId: reviewId },
      ...{ unitId: review.unitId, data: { decision: 'WITHDRAW', count: 1, reason: note } },
    });
    if (count === 0) return;
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.revoke-role', targetType: 'Account', targetId: accountId, unitId },
      data: { username, role, unitCode },
    });
  });
}

interface LockedItem {
  accountId: number;
  username: string;
  role: Role;
  unitCode: string;
  unitId: number;
  grantId: number;
  decision: string | null;
}

async function lockItem({ reviewId, id }: { reviewId: number; id: number }, tx: Db): Promise<LockedItem | undefined> {
  const [item] = await tx.$queryRaw<LockedItem[]>`
    select account_id as "accountId", username, role::text as role, unit_code as "unitCode", unit_id as "unitId", grant_id as "grantId",
           decision::text as decision
      from access_review_item where id = ${id} and review_id = ${reviewId} for update`;
  return item;
}
