import type { LoaderFunctionArgs } from '@remix-run/node';
import { findBroadcastForViewer } from '~/modules/broadcasts/find-broadcast-for-viewer.server';
import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import { AppError, notFound } from '~/platform/errors';

/** A broadcast as it stands: asked for when events do not arrive, and by a player that lost the timeline. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const { viewer, services } = context;
  if (!viewer || viewer.mustChangePassword) {
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  const id = /^\d{1,9}$/.test(params.id ?? '') ? Number(params.id) : 0;
  const broadcast = await findBroadcastForViewer(viewer, id, services.pool);
  const view = broadcast && (await getLiveView(services, id));
  if (!view) throw notFound();
  return Response.json(view, { headers: { 'cache-control': 'no-store' } });
}
