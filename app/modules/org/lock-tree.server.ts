import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';

/** Keeps imports and other changes of the tree out until the transaction ends. Does not wait: an import may write for minutes. */
export async function lockTree(tx: Db): Promise<void> {
  const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtext('org.import')) as locked`;
  if (row?.locked) return;
  throw new AppError(
    'conflict',
    'TREE_BUSY',
    'Đang có một thay đổi khác được ghi vào danh sách đơn vị. Đồng chí hãy đợi một lát rồi bấm lại.',
  );
}
