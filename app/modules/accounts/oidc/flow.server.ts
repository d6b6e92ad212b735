import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Services } from '~/platform/services';

/** As long as somebody may take at the provider. */
const FLOW_SECONDS = 10 * 60;

/** What is remembered of a sign-in while the browser is at the provider. */
export interface OidcFlow {
  state: string;
  nonce: string;
  /** PKCE: only who holds it can spend the code. */
  verifier: string;
  next: string;
  userAgent: string;
}

type Keeper = Pick<Services, 'env' | 'redis'>;

const flowCookieName = (secure: boolean) => (secure ? '__Host-dc-oidc' : 'dc-oidc');

/** Binds the flow to this browser. `Lax`: it has to come along when the provider sends the browser back. */
export function flowCookie(token: string | null, secure: boolean): string {
  const age = token === null ? 0 : FLOW_SECONDS;
  return `${flowCookieName(secure)}=${token ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export { flowCookieName };

const keyOf = (token: string, prefix: string) => `${prefix}:oidc:${createHash('sha256').update(token).digest('hex')}`;

const shorten = (userAgent: string | null) => (userAgent ?? '').slice(0, 300);

/** Remembers a flow; returns the token for the browser's cookie, of which only a hash is kept. */
export async function keepFlow(
  flow: Omit<OidcFlow, 'userAgent'> & { userAgent: string | null },
  { env, redis }: Keeper,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const text = JSON.stringify({ ...flow, userAgent: shorten(flow.userAgent) } satisfies OidcFlow);
  await redis.set(keyOf(token, env.REDIS_PREFIX), text, 'EX', FLOW_SECONDS);
  return token;
}

/** Takes the flow of this browser: of two requests that come back, one gets it. Null: over, used, or begun elsewhere. */
export async function takeFlow(
  { token, userAgent }: { token: string | null; userAgent: string | null },
  { env, redis }: Keeper,
): Promise<OidcFlow | null> {
  if (!token || token.length > 100) return null;
  const text = await redis.getdel(keyOf(token, env.REDIS_PREFIX));
  if (!text) return null;
  const flow = JSON.parse(text) as OidcFlow;
  return flow.userAgent === shorten(userAgent) ? flow : null;
}

export function isSameState(flow: OidcFlow, state: string | null): boolean {
  const [expected, given] = [flow.state, state ?? ''].map((one) => createHash('sha256').update(one).digest());
  return expected !== undefined && given !== undefined && timingSafeEqual(expected, given);
}
