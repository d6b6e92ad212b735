import type { LoaderFunctionArgs } from '@remix-run/node';
import { detailsOf, sentenceOf } from '~/components/audit/describe-entry';
import { requireAnywhere } from '~/modules/accounts/access';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { AUDIT_COLUMNS, auditCells, csvLine, type Words } from '~/modules/audit/audit-csv';
import { filterText, readAuditFilters } from '~/modules/audit/filters';
import { listAudit } from '~/modules/audit/list-audit.server';
import { noteRead } from '~/modules/audit/note-read.server';
import { contentDisposition } from '~/modules/reports/content-disposition';
import { FORMAT_DETAILS } from '~/modules/reports/schema';
import { writeWorkbook } from '~/modules/reports/xlsx-sheet.server';
import { VIETNAMESE } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

/** More than this in one file would keep the process busy; a narrower span of days has the rest. */
const MOST_ROWS = 20_000;

const t = VIETNAMESE.t as (key: string, params?: Record<string, string | number>) => string;
const WORDS: Words = {
  at: (date) => formatWithClock(date, HANOI),
  sentence: (row) => sentenceOf(row, t),
  details: (row) =>
    detailsOf(row.data, t)
      .map(({ label, value }) => `${label}: ${value}`)
      .join('; '),
};

/** What the inspector's page has found, as a file. In Vietnamese: it is a document. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'audit.view');
  requireFreshPage(context, 'audit.export', request);
  const { services } = context;
  const query = new URL(request.url).searchParams;
  const format = query.get('dang') === 'csv' ? 'csv' : 'xlsx';
  const filters = readAuditFilters(query);
  const rows = await listAudit({ viewer, filters, before: null, limit: MOST_ROWS }, services.db);
  await noteRead(services, {
    ...{ viewer, action: 'audit.export', targetType: 'audit', targetId: 'nhat-ky' },
    data: { count: rows.length, format: format.toUpperCase(), ...filterText(filters) },
    ...(filters.memberId !== null && { memberIds: [filters.memberId] }),
  });
  const at = formatWithClock(services.clock.now(), HANOI);
  const cells = rows.map((row) => auditCells(row, WORDS));
  const chunks: BlobPart[] = [];
  if (format === 'csv') {
    // The mark at the beginning tells Excel that this is UTF-8.
    chunks.push('\uFEFF', csvLine(AUDIT_COLUMNS.map(([title]) => title)), ...cells.map(csvLine));
  } else {
    const columns = AUDIT_COLUMNS.map(([title, widthMm]) => ({ title, widthMm, kind: 'text' as const }));
    const notes =
      rows.length === MOST_ROWS
        ? [`Chỉ gồm ${MOST_ROWS} dòng mới nhất; chọn khoảng ngày hẹp hơn để lấy phần còn lại.`]
        : [];
    const table = { columns, total: null, rows: cells };
    await writeWorkbook(
      [{ name: 'Nhật ký', heading: ['Nhật ký', at], table, notes }],
      (chunk) => void chunks.push(chunk as BlobPart),
    );
  }
  return new Response(new Blob(chunks), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : FORMAT_DETAILS.XLSX.mime,
      'content-disposition': contentDisposition(`Nhật ký ${at.replaceAll(':', 'h')}.${format}`),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
