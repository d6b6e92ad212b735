import { createFormTokens } from '~/http/form-tokens';
import { FORM_TOKEN_HEADER } from '~/platform/form-token';

/**
 * Headers with what a page of this browser would send along with a write: its cookie and token are added to what is there. For tests
 * that send without a page.
 */
export function withFormToken(
  env: { SESSION_SECRET?: string },
  headers: Record<string, string> = {},
): Record<string, string> {
  const tokens = createFormTokens(env.SESSION_SECRET ?? '', false);
  const { token, setCookie } = tokens.open(headers.cookie);
  const fresh = setCookie?.split(';')[0];
  const cookie = [headers.cookie, fresh].filter(Boolean).join('; ');
  return { ...headers, cookie, [FORM_TOKEN_HEADER]: token };
}
