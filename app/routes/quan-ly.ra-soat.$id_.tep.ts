import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { findReview } from '~/modules/accounts/reviews/find-review.server';
import { listReviewItems } from '~/modules/accounts/reviews/list-review-items.server';
import { readReviewFilters } from '~/modules/accounts/reviews/read-review-filters';
import { REVIEW_COLUMNS, reviewCells } from '~/modules/accounts/reviews/review-cells';
import { dayText } from '~/modules/accounts/reviews/schema';
import { csvLine } from '~/modules/audit/audit-csv';
import { noteRead } from '~/modules/audit/note-read.server';
import { contentDisposition } from '~/modules/reports/content-disposition';
import { FORMAT_DETAILS } from '~/modules/reports/schema';
import { writeWorkbook } from '~/modules/reports/xlsx-sheet.server';
import { notFound } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

/** More than this is for a narrower filter; a review of one organisation holds tens of thousands of roles. */
const MOST_ROWS = 100_000;

/** The lines of a review that the filter of the address finds, as a file. In Vietnamese: it is a document. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) throw notFound();
  const review = await findReview({ viewer, id, now: services.clock.now() }, services.db);
  requireFreshPage(context, 'access-review.export', request);
  const query = new URL(request.url).searchParams;
  const format = query.get('dang') === 'csv' ? 'csv' : 'xlsx';
  const filters = readReviewFilters(query);
  const { rows, total } = await listReviewItems({ reviewId: id, filters, limit: MOST_ROWS }, services.db);
  await noteRead(services, {
    ...{ viewer, action: 'access-review.export', targetType: 'AccessReview', targetId: id, unitId: review.unitId },
    data: { count: rows.length, format: format.toUpperCase() },
  });
  const cells = rows.map(reviewCells);
  const chunks: BlobPart[] = [];
  if (format === 'csv') {
    // The mark at the beginning tells Excel that this is UTF-8.
    chunks.push('\uFEFF', csvLine(REVIEW_COLUMNS.map(([title]) => title)), ...cells.map(csvLine));
  } else {
    const columns = REVIEW_COLUMNS.map(([title, widthMm]) => ({ title, widthMm, kind: 'text' as const }));
    const heading = [
      `Rà soát quyền truy cập số ${id}: ${review.unitName}`,
      `Thời gian xem xét: ${dayText(review.periodFrom)} – ${dayText(review.periodTo)}; hạn hoàn thành: ${dayText(review.dueOn)}`,
    ];
    const notes = [
      ...(review.sha256 ? [`Mã SHA-256 khi kết thúc: ${review.sha256}`] : []),
      ...(total > rows.length ? [`Chỉ gồm ${MOST_ROWS} dòng đầu; lọc hẹp hơn để lấy phần còn lại.`] : []),
    ];
    await writeWorkbook(
      [{ name: 'Rà soát', heading, table: { columns, total: null, rows: cells }, notes }],
      (chunk) => void chunks.push(chunk as BlobPart),
    );
  }
  return new Response(new Blob(chunks), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : FORMAT_DETAILS.XLSX.mime,
      'content-disposition': contentDisposition(`Rà soát quyền truy cập ${id}.${format}`),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
