import { readCookie } from '~/modules/accounts/auth-cookie';

// „Để lần sau“: until the browser is closed, for this version of the notice only. No secret: it only spares a question.
const NAME = 'thong-bao-sau';

export const laterCookie = (version: string, secure: boolean): string =>
  `${NAME}=${version}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

export const isForLater = (request: Request, version: string): boolean =>
  readCookie(request.headers.get('cookie'), NAME) === version;
