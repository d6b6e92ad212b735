import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { freePort } from '../../bin/lib/ports.mjs';

export const CLIENT = { id: 'diem-cau', secret: 'a secret of this client of the tests alone' };

export interface TestProvider {
  issuer: string;
  /** Settings of an installation that uses it. */
  env: Record<string, string>;
  /** Stops answering, and answers again. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real OpenID provider on this machine. Its sign-in page takes any name as its person (`name`), with the methods that are written beside it
 * (`amr`, commas between); `refuse` says no. `host`: another site than the one under test, as in life.
 */
export async function startOidcProvider(redirectUri: () => string, host = 'localhost'): Promise<TestProvider> {
  const { default: Provider } = await quietly(() => import('oidc-provider'));
  const port = await freePort();
  const issuer = `http://${host}:${port}`;
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const make = () =>
    new Provider(issuer, {
      clients: [
        {
          ...{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri()] },
          ...{ grant_types: ['authorization_code'], response_types: ['code'] },
        },
      ],
      jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig', kid: 'one' }] },
      cookies: { keys: ['cookies of the tests'] },
      claims: { acr: null, auth_time: null, iss: null, openid: ['sub', 'amr'], sid: null },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/vao/${uid}` },
      findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub }) }),
      // Nobody is asked what the application may know: it is the office's own.
      loadExistingGrant: async ({ oidc }: { oidc: GrantContext }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
      renderError: (context: { body: string }, out: { error: string }) => {
        context.body = `error: ${out.error}`;
      },
      ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
    });
  interface GrantContext {
    provider: InstanceType<typeof Provider>;
    client?: { clientId: string };
    session?: { accountId: string };
  }
  let provider: InstanceType<typeof Provider> | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    provider ??= await quietly(async () => make());
    if (!request.url?.startsWith('/vao/')) return provider.callback()(request, response);
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(PAGE);
    }
    const form = new URLSearchParams(await text(request));
    const amr = (form.get('amr') ?? '').split(',').filter(Boolean);
    const result = form.has('refuse') ? { error: 'access_denied' } : { login: { accountId: form.get('name'), amr } };
    return provider.interactionFinished(request, response, result);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      response.statusCode = 500;
      response.end(error.message);
    });
  });
  const up = async () => {
    server.listen(port);
    await once(server, 'listening');
  };
  const down = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  await up();
  return {
    issuer,
    env: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
    up,
    down,
    stop: () => (server.listening ? down() : Promise.resolve()),
  };
}

const PAGE = `<!doctype html><html lang="vi"><title>Cơ quan</title><form method="post">
<label>Tên <input name="name"></label><label>Cách <input name="amr" value="pwd"></label>
<button>Vào</button><button name="refuse" value="1">Không</button></form>`;

/** The provider says at length that it is not set up for production. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, info } = console;
  Object.assign(console, { warn: () => {}, info: () => {} });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}

/**
 * What a browser does at the provider, without one: follows from `url` through the sign-in page until it is sent back; returns the address it
 * is sent back to.
 */
export async function signInAtProvider(url: string, form: Record<string, string>): Promise<URL> {
  const jar = new Map<string, string>();
  const { origin } = new URL(url);
  let at = new URL(url);
  let body: URLSearchParams | undefined;
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { method: body ? 'POST' : 'GET', body, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const page = await response.text();
    const location = response.headers.get('location');
    if (location) {
      at = new URL(location, at);
      body = undefined;
      if (at.origin !== origin) return at;
    } else if (page === PAGE) body = new URLSearchParams(form);
    else throw new Error(`the provider answered ${response.status}: ${page.slice(0, 200)}`);
  }
  throw new Error('the provider leads nowhere');
}
