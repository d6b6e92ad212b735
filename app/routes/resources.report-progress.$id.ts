import type { LoaderFunctionArgs } from '@remix-run/node';
import { getReport } from '~/modules/reports/get-report.server';
import { rowId } from '~/modules/reports/parse-id';
import { requireViewer } from '~/platform/request-context';

/** What the report page asks while the worker makes the files. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { id, state, progress, stage } = await getReport({ viewer, reportId: rowId(params.id) }, context.services.db);
  return Response.json({ id, state, progress, stage }, { headers: { 'cache-control': 'no-store' } });
}
