import type { ActionFunctionArgs } from '@remix-run/node';
import { authCookie, authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { passSecondFactor } from '~/modules/accounts/pass-second-factor.server';
import { passkeyOrder } from '~/modules/accounts/passkey-order.server';
import { findSignInStep, stepCookie, stepCookieName } from '~/modules/accounts/sign-in-step.server';
import { beginPasskeySignIn, signInWithPasskey } from '~/modules/accounts/sign-in-with-passkey.server';
import { returnPath } from '~/platform/request-context';

/** Passkeys at the sign-in: `{order: 'begin', tiep}` → `{options}`, then `{order: 'finish', response}` → `{next}`. */
export async function action({ context, request }: ActionFunctionArgs) {
  const { services, address, requestId } = context;
  const body = await passkeyOrder(request);
  const secure = services.env.PUBLIC_URL.startsWith('https:');
  const cookies = request.headers.get('cookie');
  const stepToken = readCookie(cookies, stepCookieName(secure));
  const userAgent = request.headers.get('user-agent');
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (body.order === 'begin') {
    const next = returnPath(body.tiep);
    const begun = await beginPasskeySignIn({ stepToken, next, userAgent, address }, services);
    if (begun.stepToken) headers.set('set-cookie', stepCookie(begun.stepToken, secure));
    return Response.json({ options: begun.options }, { headers });
  }
  const presentedToken = readCookie(cookies, authCookieName(secure));
  const from = { stepToken, address, userAgent, presentedToken, requestId };
  const step = await findSignInStep({ token: stepToken, userAgent, now: services.clock.now() }, services.db);
  const { token, next } = step?.accountId
    ? await passSecondFactor({ ...from, proof: { passkey: body.response } }, services)
    : await signInWithPasskey({ ...from, response: body.response }, services);
  headers.append('set-cookie', authCookie(token, secure));
  headers.append('set-cookie', stepCookie(null, secure));
  return Response.json({ next }, { headers });
}
