import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { authCookie, authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { closeAuthSession } from '~/modules/accounts/open-auth-session.server';

/** Signs this browser out; the token is revoked on the server, too. */
export async function action({ context, request }: ActionFunctionArgs) {
  const { db, clock, env } = context.services;
  const secure = env.PUBLIC_URL.startsWith('https:');
  const token = readCookie(request.headers.get('cookie'), authCookieName(secure));
  if (token) await closeAuthSession({ token, now: clock.now() }, db);
  return redirect('/dang-nhap', { headers: { 'set-cookie': authCookie(null, secure) } });
}

export const loader = () => redirect('/');
