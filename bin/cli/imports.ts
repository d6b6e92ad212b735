import { createReadStream } from 'node:fs';
import path from 'node:path';
import { commitImport } from '~/modules/org/import/commit-import.server';
import { createImportRun, storeList } from '~/modules/org/import/create-import-run.server';
import type { RowIssue } from '~/modules/org/import/import-row';
import { readImport } from '~/modules/org/import/read-import.server';
import { rowText } from '~/modules/org/import/row-messages';
import type { ImportSummary } from '~/modules/org/import/summary';
import { IMPORT_ROW_ACTION_LABELS, IMPORT_ROW_ACTIONS, type ImportKind } from '~/modules/org/schema';
import { FileRefused } from '~/modules/org/spreadsheet/refusal';
import { AppError } from '~/platform/errors';
import type { CliContext } from './context';

export interface ImportOptions {
  dryRun?: boolean;
  unit?: string;
  strict?: boolean;
}

/** The whole import in this process, without the worker: read, say every bad row, commit what is good. */
export async function importFile(
  kind: ImportKind,
  given: string,
  options: ImportOptions,
  cli: CliContext,
): Promise<void> {
  const services = cli.services();
  const { db } = services;
  const file = cli.file(given);
  const unit = options.unit ? await db.unit.findUnique({ where: { code: options.unit } }) : null;
  if (options.unit && !unit)
    throw new AppError('not-found', 'NO_SUCH_UNIT', 'Không có đơn vị mang mã {{code}}.', { code: options.unit });
  const list = await storeList(path.basename(file), createReadStream(file), services).catch((error: unknown) => {
    throw error instanceof FileRefused ? new AppError('unprocessable', error.code, error.message) : error;
  });
  const runId = await createImportRun({ ...list, kind, createdById: null, unitId: unit?.id ?? null }, services);
  await readImport(services, runId);
  const run = await db.importRun.findUniqueOrThrow({ where: { id: runId } });
  if (run.state === 'FAILED')
    throw new AppError('unprocessable', run.errorCode ?? 'FAILED', run.errorDetail ?? 'Không đọc được tệp.');
  const bad = await db.importRow.findMany({
    where: { runId, action: { in: ['ERROR', 'DUPLICATE'] } },
    orderBy: { rowNumber: 'asc' },
  });
  const errors = bad.map((row) => ({
    row: row.rowNumber,
    action: row.action,
    messages: (row.errors as unknown as RowIssue[]).map(rowText),
  }));
  const refused = errors.filter((row) => row.action === 'ERROR').length;
  const preview = run.summary as unknown as ImportSummary;
  let written = preview.counts;
  const stop = options.strict && refused > 0;
  if (!stop) {
    await db.importRun.update({ where: { id: runId }, data: { state: 'COMMITTING', dryRun: options.dryRun ?? false } });
    await commitImport(services, runId);
    const after = (await db.importRun.findUniqueOrThrow({ where: { id: runId } })).summary as unknown as ImportSummary;
    written = (options.dryRun ? after.dryRun?.counts : after.counts) ?? written;
  }
  const committed = !stop && !options.dryRun;
  if (!committed)
    await db.importRun.update({ where: { id: runId }, data: { state: 'CANCELLED', finishedAt: services.clock.now() } });
  cli.print(
    { runId, committed, counts: written, errors, otherSheets: preview.otherSheets, aside: preview.aside },
    [
      ...errors.map((row) => `Dòng ${row.row}: ${row.messages.join(' ')}`),
      ...preview.otherSheets.map((sheet) => `Trang tính “${sheet}” để nguyên, không nhập.`),
      ...(preview.asideCount > 0
        ? [`${preview.asideCount} dòng ngoài bảng (tiêu đề, chữ ký) để nguyên, không nhập.`]
        : []),
      `${committed ? 'Đã nhập' : stop ? 'Chưa nhập vì có dòng lỗi' : 'Chạy thử, chưa ghi'}: ${IMPORT_ROW_ACTIONS.map((a) => `${IMPORT_ROW_ACTION_LABELS[a].toLowerCase()} ${written[a] ?? 0}`).join(', ')}.`,
    ].join('\n'),
  );
  if (stop) process.exitCode = 1;
}
