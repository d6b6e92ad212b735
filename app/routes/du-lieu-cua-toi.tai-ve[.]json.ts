import type { LoaderFunctionArgs } from '@remix-run/node';
import { getMyData } from '~/modules/privacy/get-my-data.server';
import { listMyRequests } from '~/modules/privacy/list-requests.server';
import { noteExport } from '~/modules/privacy/request-export.server';
import { requireViewer } from '~/platform/request-context';

/** Everything held about oneself, for another machine to read. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const data = await getMyData(viewer, services);
  const requests = await listMyRequests(viewer, services);
  await noteExport(viewer, 'json', services.db);
  return new Response(JSON.stringify({ ...data, requests }, null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="du-lieu-cua-toi.json"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
