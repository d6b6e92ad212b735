import type { ActionFunctionArgs } from '@remix-run/node';
import { issueLiveTicket } from '~/modules/media/issue-playback-ticket.server';
import { AppError, notFound } from '~/platform/errors';

/** Renews ticket and media pass of what is broadcast now, for whoever may still watch: `{ticket, expiresAt, …}` and a cookie. */
export async function action({ context, params }: ActionFunctionArgs) {
  const { viewer, services } = context;
  if (!viewer || viewer.mustChangePassword) {
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  const issued = await issueLiveTicket(services, { viewer, sessionId: Number(params.sessionId) });
  if (!issued) throw notFound();
  return Response.json(issued.playback, { headers: { 'set-cookie': issued.setCookie, 'cache-control': 'no-store' } });
}
