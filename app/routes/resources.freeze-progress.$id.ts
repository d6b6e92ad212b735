import type { LoaderFunctionArgs } from '@remix-run/node';
import { getFreeze } from '~/modules/reports/get-freeze.server';
import { rowId } from '~/modules/reports/parse-id';
import { requireViewer } from '~/platform/request-context';

/** What the freeze's page asks while the worker is at it. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { id, state, progress, stage } = await getFreeze({ viewer, freezeId: rowId(params.id) }, context.services.db);
  return Response.json({ id, state, progress, stage }, { headers: { 'cache-control': 'no-store' } });
}
