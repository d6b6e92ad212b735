import { createHash } from 'node:crypto';

/** The cookie that carries the sign-in token; `__Host-` binds it to this host over HTTPS. */
export const authCookieName = (secure: boolean) => (secure ? '__Host-dc' : 'dc');

/** A sign-in ends this long after it began, whatever happens in between. */
export const AUTH_HOURS = 12;

/** Only this hash of the token is stored. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** `Set-Cookie` for a token; null ends it. Not readable by scripts, not sent along by other sites' forms. */
export function authCookie(token: string | null, secure: boolean): string {
  const age = token === null ? 0 : AUTH_HOURS * 3600;
  return `${authCookieName(secure)}=${token ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The value of one cookie in a Cookie header, or null. */
export function readCookie(header: string | null | undefined, name: string): string | null {
  if (!header) return null;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
