import type { Env } from '~/platform/env';

export interface OidcSettings {
  /** Without a slash at its end: links are found by it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where the provider sends the browser back to. */
  redirectUri: string;
}

/** The one provider of this installation; null: sign-in through a provider is off. */
export function oidcSettings(env: Pick<Env, 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'PUBLIC_URL'>) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return null;
  const redirectUri = new URL('/dang-nhap/oidc/ve', env.PUBLIC_URL).toString();
  return {
    issuer: new URL(issuer).href.replace(/\/$/, ''),
    clientId,
    clientSecret,
    redirectUri,
  } satisfies OidcSettings;
}
