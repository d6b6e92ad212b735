import type { LoaderFunctionArgs } from '@remix-run/node';
import { getOperatorHealth } from '~/modules/broadcasts/get-operator-page.server';
import { requireViewer } from '~/platform/request-context';

/** How a broadcast and its encoders do right now, for the operator's page. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const health = await getOperatorHealth(context.services, { viewer, sessionId: Number(params.sessionId) });
  return Response.json(health, { headers: { 'cache-control': 'no-store' } });
}
