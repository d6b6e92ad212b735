import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Viewer } from '../viewer';
import { findReview } from './find-review.server';

/**
 * Finishes a review in which every line is decided: it is frozen (triggers) under a hash over all its lines.
 * @returns the hash @throws AppError not-found, REVIEW_DONE, ITEMS_LEFT, OWN_LEFT
 */
export async function finishReview(
  { viewer, id, now }: { viewer: Viewer; id: number; now: Date },
  db: PrismaClient,
): Promise<{ sha256: string }> {
  return db.$transaction(
    async (tx) => {
      // Nobody decides while it is being finished.
      await tx.$queryRaw`select id from access_review where id = ${id} for update`;
      const review = await findReview({ viewer, id, now }, tx);
      const { total, kept, withdrawn, own } = review;
      if (review.state === 'DONE') {
        throw new AppError('conflict', 'REVIEW_DONE', 'Đợt rà soát này đã kết thúc nên không thay đổi được nữa.');
      }
      const left = total - kept - withdrawn;
      if (left > 0 && left === own) {
        throw new AppError(
          'conflict',
          'OWN_LEFT',
          'Chỉ còn vai trò của chính đồng chí chưa quyết định. Một quản trị hoặc ủy viên kiểm tra khác cần quyết định trước khi kết thúc.',
        );
      }
      if (left > 0) {
        throw new AppError(
          'conflict',
          'ITEMS_LEFT',
          'Còn {{left}} vai trò chưa quyết định. Đồng chí hãy quyết định hết rồi kết thúc.',
          { left },
        );
      }
      const [done] = await tx.$queryRaw<{ sha256: string }[]>`
        update access_review set state = 'DONE', finished_by_id = ${viewer.accountId}, finished_by_name = ${viewer.displayName},
               finished_at = ${now}::timestamptz, sha256 = dc_review_digest(id)
         where id = ${id} returning sha256`;
      const sha256 = done?.sha256 ?? '';
      await appendAudit(tx, {
        ...{
          actor: viewer,
          action: 'access-review.finish',
          targetType: 'AccessReview',
          targetId: id,
          unitId: review.unitId,
        },
        data: { sha256, total, kept, withdrawn },
      });
      return { sha256 };
    },
    { timeout: 60_000 },
  );
}

/** Whether a finished review still reads as it did when its hash was made. @throws AppError not-found */
export async function checkReview(id: number, db: Pick<PrismaClient, '$queryRaw'>): Promise<boolean> {
  const [row] = await db.$queryRaw<{ intact: boolean }[]>`
    select sha256 = dc_review_digest(id) as intact from access_review where id = ${id}`;
  return row?.intact ?? false;
}
