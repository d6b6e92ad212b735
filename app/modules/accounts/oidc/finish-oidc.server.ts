import type { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { completeSignIn } from '../complete-sign-in.server';
import { hasSecondFactor } from '../find-factors.server';
import { lockAccount } from '../lock-account.server';
import { slowDown } from '../sign-in.server';
import { openSignInStep } from '../sign-in-step.server';
import { holdOidcLink } from './find-link.server';
import { isSameState, type OidcFlow, takeFlow } from './flow.server';
import { isMultiFactor } from './multi-factor';
import { isProviderDown, oidcProvider, openid } from './provider.server';
import { oidcDown, oidcNotLinked, oidcOver, oidcRefused } from './refusals';
import { noteOidcRefusal, type OidcRefusal } from './refuse-oidc.server';
import type { OidcSettings } from './settings';

interface Args {
  settings: OidcSettings;
  /** What the provider sent along, as it stands in the address. */
  query: URLSearchParams;
  /** Of the browser's cookie. */
  flowToken: string | null;
  address: string;
  userAgent: string | null;
  presentedToken: string | null;
  requestId: string;
}

/** Signed in (`token` for the cookie), or half-way: `step` for the cookie of our own second factor. */
export interface OidcResult {
  token: string | null;
  step: string | null;
  next: string;
}

/**
 * The browser is back from the provider. The identity it vouches for signs in the account it was linked to by an administrator, and no
 * other; nothing is linked or made here. Our own second factor follows, unless the provider's is believed (OIDC_MFA_AMR).
 * @throws AppError OIDC_OVER, OIDC_REFUSED, OIDC_DOWN, OIDC_NOT_LINKED, SIGN_IN_LOCKED
 */
export async function finishOidc(args: Args, services: Services): Promise<OidcResult> {
  const { settings, query, flowToken, address, userAgent } = args;
  await slowDown(address, services);
  const refuse = async (reason: OidcRefusal, error: AppError, accountId?: number): Promise<never> => {
    await noteOidcRefusal({ reason, address, accountId }, services);
    throw error;
  };
  // Taken before it is looked at: it is worth one try.
  const flow = await takeFlow({ token: flowToken, userAgent }, services).catch(() => refuse('DOWN', oidcDown()));
  if (!flow) return refuse('FLOW', oidcOver());
  if (!isSameState(flow, query.get('state'))) return refuse('STATE', oidcOver());
  const claims = await askProvider(settings, query, flow).catch((error: unknown) => {
    services.logger.warn({ err: error }, 'the provider did not vouch for a sign-in');
    if (isProviderDown(error)) return refuse('DOWN', oidcDown());
    return refuse(isProvidersNo(error) ? 'PROVIDER' : 'TOKEN', oidcRefused());
  });
  const link = await services.db.oidcLink.findUnique({
    where: { issuer_subject: { issuer: settings.issuer, subject: claims.sub } },
    include: { account: true },
  });
  if (!link) return refuse('NOT_LINKED', oidcNotLinked(claims.sub));
  const { account } = link;
  if (account.disabledAt) return refuse('DISABLED', oidcNotLinked(claims.sub), account.id);
  const believed = isMultiFactor(claims, services.env.OIDC_MFA_AMR);
  const half = !believed && (await hasSecondFactor(account.id, services.db));
  const now = services.clock.now();
  const made = await services.db.$transaction(async (tx) => {
    // The account first, as everywhere: a disabling that came in between must not be followed by a sign-in.
    if ((await lockAccount(account.id, tx)).disabledAt) return 'DISABLED';
    if (!(await holdOidcLink(link.id, tx))) return 'NOT_LINKED';
    await tx.oidcLink.updateMany({ where: { id: link.id }, data: { lastUsedAt: now } });
    const { next } = flow;
    if (half) {
      const opened = { accountId: account.id, oidcLinkId: link.id, userAgent, next, now };
      return { token: null, step: await openSignInStep(opened, tx), next };
    }
    const method = believed ? 'OIDC_MFA' : 'OIDC';
    return {
      token: await completeSignIn({ ...args, account, method, oidcLinkId: link.id, now }, tx),
      step: null,
      next,
    };
  });
  return typeof made === 'string' ? refuse(made, oidcNotLinked(claims.sub), account.id) : made;
}

/** Spends the code and checks the ID token: signature, issuer (the one of the settings), audience, times, nonce. */
async function askProvider(settings: OidcSettings, query: URLSearchParams, flow: OidcFlow) {
  const client = await openid();
  const config = await oidcProvider(settings);
  const back = new URL(settings.redirectUri);
  back.search = query.toString();
  const tokens = await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: flow.verifier,
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('no ID token');
  return claims;
}

/** It answered with an error of the protocol: the person said no, the code was spent. */
const isProvidersNo = (error: unknown): boolean =>
  ['AuthorizationResponseError', 'ResponseBodyError'].includes((error as Error).name);
