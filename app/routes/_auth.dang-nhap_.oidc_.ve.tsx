import { data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { OidcFailure } from '~/components/accounts/oidc-failure';
import { authCookie, readCookie } from '~/modules/accounts/auth-cookie';
import { finishOidc } from '~/modules/accounts/oidc/finish-oidc.server';
import { flowCookie, flowCookieName } from '~/modules/accounts/oidc/flow.server';
import { oidcSettings } from '~/modules/accounts/oidc/settings';
import { stepCookie } from '~/modules/accounts/sign-in-step.server';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đăng nhập một lần');

/** Where the provider sends the browser back to. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const { services, address, requestId, presentedToken } = context;
  const settings = oidcSettings(services.env);
  if (!settings) throw notFound();
  const secure = services.env.PUBLIC_URL.startsWith('https:');
  const headers = new Headers({ 'set-cookie': flowCookie(null, secure) });
  try {
    const { token, step, next } = await finishOidc(
      {
        ...{ settings, address, requestId, presentedToken },
        query: new URL(request.url).searchParams,
        flowToken: readCookie(request.headers.get('cookie'), flowCookieName(secure)),
        userAgent: request.headers.get('user-agent'),
      },
      services,
    );
    if (token) headers.append('set-cookie', authCookie(token, secure));
    else headers.append('set-cookie', stepCookie(step, secure, 'Lax'));
    throw redirect(token ? next : '/dang-nhap/xac-thuc', { headers });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { subject, ...params } = error.params;
    const failure = { message: error.message, params, subject: subject === undefined ? null : String(subject) };
    return data(failure, { status: error.status, headers });
  }
}

export default function BackFromProvider() {
  const { message, params, subject } = useLoaderData<typeof loader>();
  return <OidcFailure message={message} params={params} subject={subject} />;
}
