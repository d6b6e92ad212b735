import { authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { findSignedIn, findViewer } from '~/modules/accounts/find-viewer.server';
import { rowScopeOf } from '~/modules/accounts/row-scope-of';
import type { SignedIn, Viewer } from '~/modules/accounts/viewer';
import type { Env } from '~/platform/env';
import { NOBODY, scopeOfPart } from '~/platform/row-scope';
import type { Services, WebServices } from '~/platform/services';

/** Whether people reach this server over HTTPS: decides the cookie's name and its Secure flag. */
export const isSecure = ({ env }: { env: Env }) => env.PUBLIC_URL.startsWith('https:');

/** The session of the browser that sends these cookies, also a locked one; `touch`: its person did something, `reads`: it changes nothing. */
export async function findSignedInOf(
  cookies: string | undefined,
  services: WebServices,
  options: { touch: boolean; reads: boolean },
): Promise<SignedIn | null> {
  const token = readCookie(cookies, authCookieName(isSecure(services)));
  return token ? services.forScope(scopeOfPart('sign-in'), (own) => findSignedIn(token, own, options)) : null;
}

/** The person whose browser sends these cookies and who may work now, or null. */
export async function findViewerOf(
  cookies: string | undefined,
  services: WebServices,
  options: { reads: boolean },
): Promise<Viewer | null> {
  const token = readCookie(cookies, authCookieName(isSecure(services)));
  return token ? services.forScope(scopeOfPart('sign-in'), (own) => findViewer(token, own, options)) : null;
}

/** Asks the database for this person: sees their rows and those of their units. */
export function forViewer<T>(
  services: WebServices,
  viewer: Viewer | null,
  work: (services: Services) => T | PromiseLike<T>,
): Promise<T> {
  return services.forScope(rowScopeOf(viewer), work);
}

/** Asks for what says nothing about people. */
export function forNobody<T>(services: WebServices, work: (services: Services) => T | PromiseLike<T>): Promise<T> {
  return services.forScope(NOBODY, work);
}
