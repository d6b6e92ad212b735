import { createHash } from 'node:crypto';

/** The cookie that carries the sign-in token; `__Host-` binds it to this host over HTTPS. */
export const authCookieName = (secure: boolean) => (secure ? '__Host-dc' : 'dc');

/** Only this hash of the token is stored. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
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
