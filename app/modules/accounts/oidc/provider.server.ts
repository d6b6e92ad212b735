import type { Configuration } from 'openid-client';
import type { OidcSettings } from './settings';

/** How long an answer of the provider may take. */
const TIMEOUT_SECONDS = 5;
/** Its addresses hardly ever change; its keys are looked after by the library. */
const KNOWN_MS = 60 * 60_000;

// Loaded at the first sign-in through a provider, not with the process.
export const openid = () => import('openid-client');

let known: { of: string; until: number; config: Promise<Configuration> } | null = null;

/**
 * The provider as it describes itself (discovery). The signature of each ID token is checked although it comes straight from the provider.
 * @throws what the library or the network says when the provider cannot be reached; asked again next time
 */
export function oidcProvider(settings: OidcSettings): Promise<Configuration> {
  const of = JSON.stringify([settings.issuer, settings.clientId, settings.clientSecret]);
  if (known?.of === of && known.until > Date.now()) return known.config;
  const config = discover(settings);
  known = { of, until: Date.now() + KNOWN_MS, config };
  config.catch(() => {
    if (known?.config === config) known = null;
  });
  return config;
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await openid();
  const url = new URL(issuer);
  const basic = client.ClientSecretBasic(clientSecret);
  const post = client.ClientSecretPost(clientSecret);
  return client.discovery(
    url,
    clientId,
    {},
    (server, ...rest) => {
      const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      return (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
    },
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        client.enableNonRepudiationChecks,
        // Only this very machine, see env.ts.
        ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    },
  );
}

/** Whether it is the provider (or the way to it) that failed, not what it was asked. The library keeps the reason as the cause. */
export function isProviderDown(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, message, status, cause } = error as Record<string, unknown>;
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || name === 'TimeoutError') return true;
  if (name === 'TypeError' && message === 'fetch failed') return true;
  return (typeof status === 'number' && status >= 500) || isProviderDown(cause);
}
