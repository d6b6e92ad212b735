import type { ActionFunctionArgs } from '@remix-run/node';
import { passkeyOrder } from '~/modules/accounts/passkey-order.server';
import { beginPasskeyRegistration, registerPasskey } from '~/modules/accounts/register-passkey.server';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { AppError } from '~/platform/errors';

/** Makes a passkey for whoever is signed in: `begin` → `{options}`, `finish` → `{codes}` (recovery codes, when these are the first). */
export async function action({ context, request }: ActionFunctionArgs) {
  const { services, viewer, address, requestId } = context;
  if (!viewer || viewer.mustChangePassword) {
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  const body = await passkeyOrder(request);
  await requireFresh(context, 'factor.add', {});
  const headers = { 'cache-control': 'no-store' };
  if (body.order === 'begin') {
    return Response.json({ options: await beginPasskeyRegistration(viewer, services) }, { headers });
  }
  const { response, name = '' } = body;
  const made = await registerPasskey({ viewer, response, name, requestId, address }, services);
  return Response.json({ codes: made.codes }, { headers });
}
