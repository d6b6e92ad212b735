import type { ActionFunctionArgs } from '@remix-run/node';
import { issuePlaybackTicket } from '~/modules/media/issue-playback-ticket.server';
import { AppError, notFound } from '~/platform/errors';

/** Renews ticket and media pass for whoever may still watch: `{ticket, expiresAt}` and a cookie. */
export async function action({ context, params }: ActionFunctionArgs) {
  const { viewer, services } = context;
  if (!viewer || viewer.mustChangePassword) {
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  const issued = await issuePlaybackTicket(services, { viewer, sessionId: Number(params.sessionId) });
  if (!issued) throw notFound();
  const { ticket, expiresAt } = issued.playback;
  return Response.json(
    { ticket, expiresAt },
    { headers: { 'set-cookie': issued.setCookie, 'cache-control': 'no-store' } },
  );
}
