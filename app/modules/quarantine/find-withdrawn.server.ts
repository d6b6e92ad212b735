import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { QuarantineTarget } from './schema';

/** SQL: whether the asset of this folder is withdrawn. `path` is an expression of the query around it. */
export const isAssetWithdrawn = (path: string) => `dc_is_withdrawn('ASSET', ${path})`;

export async function findWithdrawn(target: QuarantineTarget, targetId: string | number, db: Db): Promise<boolean> {
  const rows = await db.$queryRaw<{ withdrawn: boolean }[]>`
    select dc_is_withdrawn(${target}, ${String(targetId)}) as withdrawn`;
  return rows[0]?.withdrawn === true;
}

const WORDS: Record<QuarantineTarget, string> = {
  ASSET: 'Bản ghi này đã được thu hồi để kiểm tra nên tạm thời không xem được. Đồng chí hãy hỏi ban tổ chức đợt học.',
  DOCUMENT:
    'Tài liệu này đã được thu hồi để kiểm tra nên tạm thời không xem được. Đồng chí hãy hỏi ban tổ chức đợt học.',
  IMPORT: 'Tệp này đã được cách ly để kiểm tra nên không dùng được nữa. Đồng chí hãy hỏi quản trị hệ thống.',
};

/** For every query that shows the thing or hands it on. @throws AppError gone */
export async function requireNotWithdrawn(target: QuarantineTarget, targetId: string | number, db: Db): Promise<void> {
  if (await findWithdrawn(target, targetId, db)) throw new AppError('gone', 'WITHDRAWN', WORDS[target]);
}
