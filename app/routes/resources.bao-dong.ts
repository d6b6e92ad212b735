import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireAnywhere } from '~/modules/accounts/access';
import { findAlarms } from '~/modules/accounts/emergencies/list-emergencies.server';
import { requireViewer } from '~/platform/request-context';

/** Emergency accesses in force, for pages that are open already. Asking is no sign of life. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'emergency.review');
  const { db, clock } = context.services;
  return Response.json(
    { alarms: await findAlarms({ viewer, now: clock.now() }, db) },
    { headers: { 'cache-control': 'no-store' } },
  );
}
