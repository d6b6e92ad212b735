import { data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { OidcFailure } from '~/components/accounts/oidc-failure';
import { beginOidc } from '~/modules/accounts/oidc/begin-oidc.server';
import { flowCookie } from '~/modules/accounts/oidc/flow.server';
import { oidcSettings } from '~/modules/accounts/oidc/settings';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { returnPath } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đăng nhập một lần');

/**
 * Sends the browser to the provider. A link and no form: the policy of our pages lets forms lead nowhere else. What it leaves behind is a
 * cookie and ten minutes of memory, and another site cannot have it begun.
 */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const { services, address } = context;
  const settings = oidcSettings(services.env);
  if (!settings) throw notFound();
  const next = returnPath(new URL(request.url).searchParams.get('tiep'));
  if (context.signedIn) throw redirect(next);
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw redirect(`/dang-nhap?tiep=${encodeURIComponent(next)}`);
  }
  try {
    const userAgent = request.headers.get('user-agent');
    const { url, flowToken } = await beginOidc({ settings, next, userAgent, address }, services);
    const secure = services.env.PUBLIC_URL.startsWith('https:');
    throw redirect(url, { headers: { 'set-cookie': flowCookie(flowToken, secure) } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return data({ message: error.message, params: error.params }, { status: error.status });
  }
}

export default function BeginOidc() {
  const { message, params } = useLoaderData<typeof loader>();
  return <OidcFailure message={message} params={params} subject={null} />;
}
