import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { AppError } from '~/platform/errors';
import { FORM_TOKEN_HEADER } from '~/platform/form-token';
import { keyRing, ringSign, ringVerify } from '~/platform/key-ring';

/** The random value that a browser's tokens are made of; like the sign-in's, no script reads it and no other host can set it over HTTPS. */
const cookieName = (secure: boolean) => (secure ? '__Host-dcf' : 'dcf');
const VALUE = /^[\w-]{22}$/;

export const formTokenRefused = () =>
  new AppError(
    'forbidden',
    'FORM_TOKEN',
    'Trang này đã mở quá lâu hoặc không phải do hệ thống tạo ra nên chưa thực hiện gì. Đồng chí hãy tải lại trang rồi gửi lại.',
  );

export interface FormTokens {
  /** The token for the pages of this browser; `setCookie` when it has no value yet. */
  open(cookies: string | undefined): { token: string; setCookie: string | null };
  accepts(cookies: string | undefined, token: unknown): boolean;
}

/**
 * Tokens against forged forms: a signed double-submit. The browser holds a random value in a cookie, the page its HMAC; who can read
 * neither can send no form. Nothing is stored; bound to the browser rather than to the sign-in, so that signing in again in another
 * tab does not cost what is typed in this one.
 */
export function createFormTokens(sessionSecret: string, secure: boolean): FormTokens {
  const ring = keyRing(sessionSecret, 'form-token');
  const name = cookieName(secure);
  const browserValue = (cookies: string | undefined) => {
    const value = readCookie(cookies, name);
    return value && VALUE.test(value) ? value : null;
  };
  return {
    open(cookies) {
      const known = browserValue(cookies);
      const value = known ?? randomBytes(16).toString('base64url');
      const setCookie = known ? null : `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
      return { token: ringSign(`form.${value}`, ring).toString('base64url'), setCookie };
    },
    accepts(cookies, token) {
      const value = browserValue(cookies);
      return (
        value !== null &&
        typeof token === 'string' &&
        token.length === 43 &&
        ringVerify(`form.${value}`, Buffer.from(token, 'base64url'), ring)
      );
    },
  };
}

export type HeaderVerdict = 'ACCEPTED' | 'REFUSED' | 'ABSENT';

/**
 * What the headers alone say of a write. Programs pass: with a bearer token, which no foreign page can add; or without a sign-in's
 * cookie and in JSON, which no foreign form can send (the secret ballot is cast so, by nobody in particular).
 */
export function readTokenHeader(request: FastifyRequest, tokens: FormTokens, secure: boolean): HeaderVerdict {
  const { cookie, authorization } = request.headers;
  const given = request.headers[FORM_TOKEN_HEADER];
  if (given !== undefined) return tokens.accepts(cookie, given) ? 'ACCEPTED' : 'REFUSED';
  const signedIn = readCookie(cookie, authCookieName(secure)) !== null;
  if (signedIn) return 'ABSENT';
  const json = /^application\/json\b/.test(request.headers['content-type'] ?? '');
  return authorization?.startsWith('Bearer ') || json ? 'ACCEPTED' : 'ABSENT';
}
