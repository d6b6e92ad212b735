import { redirect } from '@remix-run/node';
import type { Language } from '~/modules/accounts/schema';
import type { SignedIn, Viewer } from '~/modules/accounts/viewer';
import { AppError } from './errors';
import type { Services } from './services';

/** What the HTTP layer hands to every loader and action. */
export interface RequestContext extends Record<string, unknown> {
  services: Services;
  /** Who may work now: signed in, not locked, with the second factor that is asked for. */
  viewer: Viewer | null;
  /** The session as it stands, also one that is locked; null: signed out. */
  signedIn: SignedIn | null;
  /** The form that came while the session was locked waits under this key. */
  keptForm?: string;
  /** The sign-in token that the browser sent. */
  presentedToken: string | null;
  /** The one that takes its place, when the person has just proved again who they are; the answer carries it. */
  renewedToken?: string;
  requestId: string;
  address: string;
  /** Script nonce of this response's content security policy. */
  nonce: string;
  language: Language;
  theme: 'light' | 'dark' | 'auto';
  /** What the page's forms carry and its scripts send, see app/http/form-tokens.ts. */
  formToken: string;
  /** Why no action may run for this request: a wrong or missing form token, too much posted. */
  refused?: AppError;
  /** The rendered page, from the server's entry to the HTTP layer: as the response's body it would become a stream and back. */
  document?: string;
}

declare module '@remix-run/server-runtime' {
  interface AppLoadContext extends RequestContext {}
}

/** Where to go next: only a path of this site; the sign-in page itself only where that makes sense. */
export function returnPath(value: string | null | undefined, allow: { signIn?: boolean } = {}): string {
  // A backslash or a control character anywhere: some browsers read `/\t/host` and `/\\host` as another site.
  if (!value || !/^\/(?!\/)[^\\\p{Cc}]*$/u.test(value)) return '/';
  return !allow.signIn && value.startsWith('/dang-nhap') ? '/' : value;
}

/** The signed-in person; whoever is not signed in is sent to the sign-in page and comes back afterwards. */
export function requireViewer(context: RequestContext, request: Request): Viewer {
  const url = new URL(request.url);
  const here = encodeURIComponent(returnPath(url.pathname + url.search));
  if (!context.viewer && url.pathname.startsWith('/resources/')) {
    throw new AppError('unauthenticated', 'SIGNED_OUT', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  if (!context.viewer && context.signedIn?.locked) {
    throw redirect(`/mo-khoa?tiep=${here}${context.keptForm ? `&giu=${context.keptForm}` : ''}`);
  }
  if (!context.viewer && context.signedIn) throw redirect('/bao-mat/thiet-lap');
  if (!context.viewer) throw redirect(`/dang-nhap?tiep=${here}`);
  if (context.viewer.mustChangePassword && !['/doi-mat-khau', '/dang-xuat'].includes(url.pathname))
    throw redirect('/doi-mat-khau');
  return context.viewer;
}
