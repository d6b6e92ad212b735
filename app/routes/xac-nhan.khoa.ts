import type { ActionFunctionArgs } from '@remix-run/node';
import { passkeyOrder } from '~/modules/accounts/passkey-order.server';
import { beginReauthentication, reauthenticateBrowser } from '~/modules/accounts/reauthenticate.server';
import { AppError } from '~/platform/errors';

/** A passkey instead of the password, for whoever is signed in already (also when the session is locked). */
export async function action({ context, request }: ActionFunctionArgs) {
  const { services, signedIn } = context;
  if (!signedIn) {
    throw new AppError('unauthenticated', 'SIGNED_OUT', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  const { viewer } = signedIn;
  const body = await passkeyOrder(request);
  const headers = { 'cache-control': 'no-store' };
  if (body.order === 'begin') {
    return Response.json({ options: await beginReauthentication(viewer, services) }, { headers });
  }
  await reauthenticateBrowser(context, viewer, { passkey: body.response });
  return Response.json({}, { headers });
}
