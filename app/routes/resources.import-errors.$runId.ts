import type { LoaderFunctionArgs } from '@remix-run/node';
import { noteRead } from '~/modules/audit/note-read.server';
import { requireImportRun } from '~/modules/org/import/get-import-run.server';
import type { RowIssue } from '~/modules/org/import/import-row';
import { rowText } from '~/modules/org/import/row-messages';
import { requireViewer } from '~/platform/request-context';

/** Text that Excel would take for a formula is quoted with an apostrophe. */
const field = (text: string) => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The refused and doubled rows of an import, to mend in Excel. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const run = await requireImportRun({ viewer, runId: params.runId ?? '' }, db);
  const rows = await db.importRow.findMany({
    where: { runId: run.id, action: { in: ['ERROR', 'DUPLICATE'] } },
    orderBy: { rowNumber: 'asc' },
  });
  if (run.kind === 'MEMBERS')
    await noteRead(context.services, {
      ...{ viewer, action: 'import.errors', targetType: 'import', targetId: run.id, unitId: run.unitId },
      data: { count: rows.length, page: 1 },
    });
  const lines = rows.map((row) => {
    const values = row.data as { raw?: Record<string, string>; values?: Record<string, string> };
    const raw = values.raw ?? { fullName: values.values?.name ?? '', birth: '', cardNumber: values.values?.code ?? '' };
    const messages = (row.errors as unknown as RowIssue[]).map(rowText).join(' ');
    return [String(row.rowNumber), raw.fullName ?? '', raw.birth ?? '', raw.cardNumber ?? '', messages]
      .map(field)
      .join(',');
  });
  const csv = `\ufeff${['Dòng', 'Họ và tên', 'Ngày sinh', 'Số thẻ hoặc mã', 'Lỗi'].map(field).join(',')}\r\n${lines.join('\r\n')}\r\n`;
  return new Response(csv, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="dong-loi.csv"',
      'cache-control': 'no-store',
    },
  });
}
