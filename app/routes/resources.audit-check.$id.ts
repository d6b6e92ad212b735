import type { LoaderFunctionArgs } from '@remix-run/node';
import { getAuditCheck } from '~/modules/audit/check-chain.server';
import { rowId } from '~/modules/reports/parse-id';
import { requireViewer } from '~/platform/request-context';

/** What the inspector's page asks while the worker verifies the log. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { id, state, progress } = await getAuditCheck({ viewer, checkId: rowId(params.id) }, context.services.db);
  return Response.json({ id, state, progress }, { headers: { 'cache-control': 'no-store' } });
}
