import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { findSecondsLeft } from '~/modules/accounts/find-seconds-left.server';
import { reauthenticateBrowser } from '~/modules/accounts/reauthenticate.server';
import { AppError } from '~/platform/errors';
import type { RequestContext } from '~/platform/request-context';

const headers = { 'cache-control': 'no-store' };

function requireSignedIn({ signedIn }: Pick<RequestContext, 'signedIn'>) {
  if (signedIn) return signedIn;
  throw new AppError('unauthenticated', 'SIGNED_OUT', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
}

/** `{secondsLeft}` until the idle lock; 0: locked. Asking is no sign of life. */
export async function loader({ context }: LoaderFunctionArgs) {
  const signedIn = requireSignedIn(context);
  return Response.json({ secondsLeft: await findSecondsLeft(signedIn, context.services) }, { headers });
}

/** A sign of life (the request itself is it), or `password=` to open a locked session. 403: locked. */
export async function action({ context, request }: ActionFunctionArgs) {
  const { viewer, locked } = requireSignedIn(context);
  const password = new URLSearchParams(await request.text()).get('password') ?? '';
  if (password !== '') {
    await reauthenticateBrowser(context, viewer, { password: password.slice(0, 1000) });
  } else if (locked) {
    throw new AppError('forbidden', 'LOCKED', 'Phiên đang tạm khóa. Đồng chí hãy nhập mật khẩu để làm tiếp.');
  }
  return new Response(null, { status: 204, headers });
}
