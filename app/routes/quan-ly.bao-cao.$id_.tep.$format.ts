import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node';
import { noteRead } from '~/modules/audit/note-read.server';
import { contentDisposition } from '~/modules/reports/content-disposition';
import { getReport } from '~/modules/reports/get-report.server';
import { rowId } from '~/modules/reports/parse-id';
import { FORMAT_DETAILS, REPORT_FORMATS } from '~/modules/reports/schema';
import { notFound } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

/** One file of a finished report, for those who may see the report. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { storage, db } = context.services;
  const report = await getReport({ viewer, reportId: rowId(params.id) }, db);
  const format = REPORT_FORMATS.find((name) => FORMAT_DETAILS[name].extension === params.format);
  const file = report.files.find((row) => row.format === format);
  if (!format || !file || report.state !== 'READY') throw notFound();
  await noteRead(context.services, {
    ...{
      viewer,
      action: 'report.download',
      targetType: 'CompletionReport',
      targetId: report.id,
      unitId: report.unit.id,
    },
    data: { format },
  });
  const content = await storage.read(file.storageKey);
  const name = `Báo cáo kết quả ${report.campaignTitle} – ${report.unit.name}.${FORMAT_DETAILS[format].extension}`;
  return new Response(createReadableStreamFromReadable(content), {
    headers: {
      'content-type': FORMAT_DETAILS[format].mime,
      'content-length': String(file.byteSize),
      'content-disposition': contentDisposition(name),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
