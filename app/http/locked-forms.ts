import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { keepForm } from '~/modules/accounts/kept-forms.server';
import type { RequestContext } from '~/platform/request-context';
import { askedUrl } from './asked-url';

const MAX_FORM_BYTES = 64 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/** What players and pages renew by themselves, as long as they are open. */
const BY_ITSELF = /^\/resources\/(playback-ticket|live-ticket)\//;

/**
 * Whether a request says that the person is there: a page opened, a form sent. Not what open pages ask for by themselves: data
 * (pages with script tell of clicks and keys, see components/layout/idle-guard) and resources.
 */
export function isPersonsAct(method: string, pathname: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return !BY_ITSELF.test(pathname);
  return !pathname.endsWith('.data') && !pathname.startsWith('/resources/');
}

/** Whether a request changes nothing; or only asks for a player's next ticket, as open pages do by themselves. */
export const isRead = (method: string, pathname: string): boolean =>
  method === 'GET' || method === 'HEAD' || BY_ITSELF.test(pathname);

/** Keeps a form that came to a locked session until its person has said the password: returns the key under which it waits. */
export async function keepLockedForm(
  { signedIn, services }: RequestContext,
  request: FastifyRequest,
  bytes: Buffer,
): Promise<string | undefined> {
  const isForm = request.headers['content-type']?.startsWith(FORM);
  if (!signedIn?.locked || !isForm || bytes.length === 0 || bytes.length > MAX_FORM_BYTES) return undefined;
  const { pathname, search } = askedUrl(request);
  const path = pathname.replace(/\.data$/, '') + search;
  // The page that unlocks must not keep what is typed into it.
  if (/^\/(mo-khoa|xac-nhan|dang-xuat|dang-nhap|doi-mat-khau)(\W|$)/.test(path)) return undefined;
  const key = randomBytes(12).toString('base64url');
  const kept = await keepForm(
    { authSessionId: signedIn.viewer.authSessionId, key, path, form: bytes.toString('utf8') },
    services,
  );
  return kept ? key : undefined;
}
