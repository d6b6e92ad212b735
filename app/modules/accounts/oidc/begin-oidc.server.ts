import type { Services } from '~/platform/services';
import { slowDown } from '../sign-in.server';
import { keepFlow } from './flow.server';
import { oidcProvider, openid } from './provider.server';
import { oidcDown } from './refusals';
import { noteOidcRefusal } from './refuse-oidc.server';
import type { OidcSettings } from './settings';

interface Args {
  settings: OidcSettings;
  /** Where to go on to after the sign-in. */
  next: string;
  userAgent: string | null;
  address: string;
}

/**
 * Where to send the browser: the provider's own page, with state, nonce and a PKCE challenge of this one sign-in; and the token for the
 * cookie that binds them to this browser. @throws AppError OIDC_DOWN, SIGN_IN_LOCKED
 */
export async function beginOidc(args: Args, services: Services): Promise<{ url: string; flowToken: string }> {
  const { settings, next, userAgent, address } = args;
  await slowDown(address, services);
  const client = await openid();
  try {
    const config = await oidcProvider(settings);
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: settings.redirectUri,
      response_type: 'code',
      scope: 'openid',
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const flowToken = await keepFlow({ state, nonce, verifier, next, userAgent }, services);
    return { url: url.toString(), flowToken };
  } catch (error) {
    services.logger.warn({ err: error }, 'sign-in through the provider could not begin');
    await noteOidcRefusal({ reason: 'DOWN', address }, services);
    throw oidcDown();
  }
}
