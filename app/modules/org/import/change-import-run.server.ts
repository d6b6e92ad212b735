import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { commitImportJob, readImportJob } from '../jobs';
import { requireImportRun } from './get-import-run.server';

type Needs = Pick<Services, 'db' | 'queues' | 'clock'>;

const moved = () =>
  new AppError(
    'conflict',
    'IMPORT_MOVED_ON',
    'Lần nhập này đã chuyển sang bước khác. Đồng chí hãy tải lại trang để xem tình trạng mới.',
  );

/** Reads the file again with another cell or other columns; the preview starts over. */
export async function rereadImport(
  args: { viewer: Viewer; runId: string; unitCode: string | null; columns: Record<string, string | null> },
  { db, queues }: Needs,
): Promise<void> {
  const run = await requireImportRun(args, db);
  const [unit] = args.unitCode
    ? await db.$queryRaw<{ id: number }[]>`
        select id from unit where code = ${args.unitCode} and path <@ any(${scopePaths(args.viewer, 'member.import')}::ltree[])`
    : [];
  if (args.unitCode && !unit)
    throw new AppError(
      'unprocessable',
      'NO_SUCH_UNIT',
      'Không có chi bộ này trong phạm vi của đồng chí. Hãy chọn trong danh sách.',
    );
  const { count } = await db.importRun.updateMany({
    where: { id: run.id, state: 'PREVIEW' },
    data: {
      state: 'UPLOADED',
      unitId: unit?.id ?? null,
      mapping: { ...run.mapping, columns: args.columns },
      progress: 0,
      total: 0,
    },
  });
  if (count === 0) throw moved();
  await queues.enqueue(readImportJob, { runId: run.id });
}

/** Asks for the commit, or for a dry run of it. */
export async function requestCommit(
  args: { viewer: Viewer; runId: string; dryRun: boolean },
  { db, queues }: Needs,
): Promise<void> {
  const run = await requireImportRun(args, db);
  const { count } = await db.importRun.updateMany({
    where: { id: run.id, state: 'PREVIEW' },
    data: { state: 'COMMITTING', dryRun: args.dryRun },
  });
  if (count === 0) throw moved();
  await queues.enqueue(commitImportJob, { runId: run.id });
}

export async function cancelImport(args: { viewer: Viewer; runId: string }, { db, clock }: Needs): Promise<void> {
  const run = await requireImportRun(args, db);
  const { count } = await db.importRun.updateMany({
    where: { id: run.id, state: { in: ['UPLOADED', 'READING', 'PREVIEW'] } },
    data: { state: 'CANCELLED', finishedAt: clock.now() },
  });
  if (count === 0) throw moved();
  await db.importRow.deleteMany({ where: { runId: run.id } });
}
