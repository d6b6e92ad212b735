import { canAnywhere, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { requireNotWithdrawn } from '~/modules/quarantine/find-withdrawn.server';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { ImportRowAction } from '../schema';
import type { TableMapping } from './find-table';
import type { Change, RowIssue } from './import-row';
import { rowMessage } from './row-messages';
import type { ImportSummary } from './summary';

export const ROWS_PER_PAGE = 50;

const importAction = (kind: string) => (kind === 'UNITS' ? 'unit.manage' : 'member.import');

/** A run is seen by whoever made it, as long as they may import. @throws AppError not-found */
export async function requireImportRun({ viewer, runId }: { viewer: Viewer; runId: string }, db: Db) {
  const run = await db.importRun.findUnique({ where: { id: runId }, include: { rows: false } });
  if (!run || run.createdById !== viewer.accountId || !canAnywhere(viewer, importAction(run.kind))) throw notFound();
  await requireNotWithdrawn('IMPORT', run.id, db);
  const { byteSize, summary, mapping, ...rest } = run;
  return {
    ...rest,
    byteSize: Number(byteSize),
    summary: summary as unknown as ImportSummary | null,
    mapping: mapping as unknown as TableMapping | null,
  };
}

export interface PreviewRow {
  rowNumber: number;
  action: ImportRowAction;
  values: Record<string, string | number | boolean | null>;
  raw: { fullName?: string; birth?: string; cardNumber?: string } | null;
  changes: Change[];
  /** Message and params for t(), in the order they were found. */
  errors: (Pick<RowIssue, 'level'> & ReturnType<typeof rowMessage>)[];
  unitName: string | null;
}

/** One page of a run's rows, of one kind or all. Served by (run_id, row_number) and (run_id, action). */
export async function getPreviewRows(
  { runId, action, page }: { runId: string; action: ImportRowAction | null; page: number },
  db: Db,
): Promise<PreviewRow[]> {
  const rows = await db.$queryRaw<(Omit<PreviewRow, 'errors'> & { errors: RowIssue[] })[]>`
    select r.row_number as "rowNumber", r.action::text as action, r.data->'values' as values, r.data->'raw' as raw,
           r.data->'changes' as changes, r.errors, u.name as "unitName"
      from import_row r left join unit u on u.id = (r.data->>'unitId')::int
     where r.run_id = ${runId} and (${action}::text is null or r.action::text = ${action})
     order by r.row_number limit ${ROWS_PER_PAGE} offset ${(page - 1) * ROWS_PER_PAGE}`;
  return rows.map((row) => ({
    ...row,
    errors: row.errors.map((issue) => ({ level: issue.level, ...rowMessage(issue) })),
  }));
}

/** The cells a viewer may import into, in the order of the tree. */
export function listImportCells(viewer: Viewer, db: Db): Promise<{ code: string; name: string }[]> {
  return db.$queryRaw`
    select u.code, u.name from unit u
     where u.closed_on is null and u.path <@ any(${scopePaths(viewer, 'member.import')}::ltree[])
       and (u.kind = 'CELL' or not exists (select from unit c where c.parent_id = u.id))
     order by u.path`;
}

export function listImportRuns(viewer: Viewer, db: Db) {
  return db.importRun.findMany({
    where: { createdById: viewer.accountId },
    orderBy: { createdAt: 'desc' },
    take: 20,
    select: { id: true, kind: true, state: true, fileName: true, createdAt: true, errorDetail: true, summary: true },
  });
}
