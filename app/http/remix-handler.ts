import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  createReadableStreamFromReadable,
  createRequestHandler,
  type RequestHandler,
  type ServerBuild,
} from '@remix-run/node';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authCookie, authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { isEnrolmentPath } from '~/modules/accounts/auth-standing';
import { rowScopeOf, rowScopeOfAccount } from '~/modules/accounts/row-scope-of';
import { preferenceCookieName } from '~/platform/i18n/language';
import type { RequestContext } from '~/platform/request-context';
import { type RowScope, scopeOfPart } from '~/platform/row-scope';
import type { WebServices } from '~/platform/services';
import { withAppErrors } from './app-errors';
import { askedUrl } from './asked-url';
import { type FormTokens, readTokenHeader } from './form-tokens';
import { isPersonsAct, isRead, keepLockedForm } from './locked-forms';
import { type PostedBody, readPostedBody } from './posted-body';
import { splitBuild } from './route-sections';
import { FILE_POLICY, pagePolicy } from './security-headers';
import { findSignedInOf, isSecure } from './who-asks';

type Asked = Pick<
  RequestContext,
  'viewer' | 'signedIn' | 'presentedToken' | 'requestId' | 'address' | 'nonce' | 'language' | 'theme'
>;

/** The per-request context but for the services: who asks, in which language. */
async function createRequestContext(request: FastifyRequest, services: WebServices): Promise<Asked> {
  const cookies = request.headers.cookie;
  const secure = isSecure(services);
  const { pathname } = askedUrl(request);
  const touch = isPersonsAct(request.method, pathname);
  const signedIn = await findSignedInOf(cookies, services, { touch, reads: isRead(request.method, pathname) });
  const usable = signedIn && !signedIn.locked && (!signedIn.factorDue || isEnrolmentPath(pathname));
  const wanted = readCookie(cookies, preferenceCookieName('lang', secure)) ?? signedIn?.viewer.language;
  const theme = readCookie(cookies, preferenceCookieName('theme', secure));
  return {
    viewer: usable ? signedIn.viewer : null,
    signedIn,
    presentedToken: readCookie(cookies, authCookieName(secure)),
    requestId: request.id,
    address: request.ip,
    nonce: randomBytes(16).toString('base64url'),
    language: wanted === 'en' ? 'en' : 'vi',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
  };
}

/** Answers a Fastify request with Remix. Bodies of requests are streamed; a page goes out whole, files as streams. */
export function createRemixHandler(
  build: ServerBuild | (() => Promise<ServerBuild>),
  mode: string,
  services: WebServices,
  tokens: FormTokens,
  bodyMs?: number,
) {
  const secure = isSecure(services);
  const handlerFor = typeof build === 'function' ? changingHandler(build, mode) : handlersBySection(build, mode);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = await createRequestContext(request, services);
    const form = tokens.open(request.headers.cookie);
    const writes = request.method !== 'GET' && request.method !== 'HEAD';
    if (writes) leaveRestUnread(request, reply);
    const posted = writes
      ? await readPostedBody(request, readTokenHeader(request, tokens, secure), tokens, bodyMs)
      : { bytes: null, refused: null };
    // The rest of it would still come, a byte a minute.
    if (posted.refused?.kind === 'late') reply.header('connection', 'close');
    const web = toWebRequest(request, reply, posted);
    const { context, response } = await services.forScope(scopeOf(asked, request), async (own) => {
      const context: RequestContext = { ...asked, services: own, formToken: form.token };
      if (posted.refused) context.refused = posted.refused;
      else if (posted.bytes) context.keptForm = await keepLockedForm(context, request, posted.bytes);
      return { context, response: await handlerFor(new URL(web.url).pathname)(web, context) };
    });
    reply.code(response.status);
    for (const [name, value] of response.headers) {
      if (name !== 'set-cookie') reply.header(name, value);
    }
    const cookies = response.headers.getSetCookie();
    const isPage = context.document !== undefined;
    // Where the action itself signs in or out, its cookie is the one.
    const ownCookie = cookies.some((one) => one.startsWith(`${authCookieName(secure)}=`));
    if (context.renewedToken && !ownCookie) cookies.push(authCookie(context.renewedToken, secure));
    if (isPage && form.setCookie) cookies.push(form.setCookie);
    if (cookies.length > 0) reply.header('set-cookie', cookies);
    if (!response.headers.has('cache-control')) reply.header('cache-control', 'private, no-store');
    reply.header('content-security-policy', isPage ? pagePolicy(context.nonce, secure) : FILE_POLICY);
    return reply.send(context.document ?? (response.body ? Readable.fromWeb(response.body as never) : null));
  };
}

/** Pages of people who are not signed in yet, and whose account is looked for there. */
const BEFORE_SIGN_IN = /^\/(?:dang-nhap|quen-mat-khau)(?:[./]|$)/;

/** For whom a page asks the database. Who is locked out, or has yet to set up a second factor, sees their account and nothing else. */
function scopeOf({ viewer, signedIn }: Asked, request: FastifyRequest): RowScope {
  if (BEFORE_SIGN_IN.test(askedUrl(request).pathname)) return scopeOfPart('sign-in');
  return viewer || !signedIn ? rowScopeOf(viewer) : rowScopeOfAccount(signedIn.viewer.accountId);
}

/** Development: the build is another one after every change. */
function changingHandler(build: () => Promise<ServerBuild>, mode: string): () => RequestHandler {
  const handle = createRequestHandler(async () => withAppErrors(await build()), mode);
  return () => handle;
}

function handlersBySection(build: ServerBuild, mode: string): (pathname: string) => RequestHandler {
  const partFor = splitBuild(withAppErrors(build));
  const handlers = new Map<ServerBuild, RequestHandler>();
  return (pathname) => {
    const part = partFor(pathname);
    const known = handlers.get(part);
    if (known) return known;
    const handle = createRequestHandler(part, mode);
    handlers.set(part, handle);
    return handle;
  };
}

/**
 * A body that the action did not want (too large) still stands on the wire, and a browser shows the answer only after it has sent
 * everything: what comes is thrown away unseen, until `requestTimeout` ends it.
 */
function leaveRestUnread({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('finish', () => {
    if (raw.readableEnded || raw.destroyed) return;
    raw.removeAllListeners('data');
    raw.resume();
  });
}

function toWebRequest(request: FastifyRequest, reply: FastifyReply, { bytes }: PostedBody): Request {
  const url = askedUrl(request);
  // What a page's data would be, without sending it: Remix takes this for an order.
  const isDataHead = request.method === 'HEAD' && url.pathname.endsWith('.data');
  // A word of Remix's former protocol: nobody sends it any more but to see what happens, and Remix would log that as an error.
  if (url.searchParams.has('_data')) url.searchParams.delete('_data');
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  const gone = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const method = isDataHead ? 'GET' : request.method;
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal: gone.signal };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    init.body = (bytes as BodyInit | null) ?? createReadableStreamFromReadable(request.raw);
    if (bytes === null) init.duplex = 'half';
  }
  return new Request(url, init);
}
