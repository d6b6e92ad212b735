import { redirect } from '@remix-run/node';
import type { Language } from '~/modules/accounts/schema';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from './services';

/** What the HTTP layer hands to every loader and action. */
export interface RequestContext extends Record<string, unknown> {
  services: Services;
  viewer: Viewer | null;
  requestId: string;
  address: string;
  /** Script nonce of this response's content security policy. */
  nonce: string;
  language: Language;
  theme: 'light' | 'dark' | 'auto';
}

declare module '@remix-run/server-runtime' {
  interface AppLoadContext extends RequestContext {}
}

/** Where to go after signing in: only a path of this site. */
export function returnPath(value: string | null | undefined): string {
  return value && /^\/(?![/\\])/.test(value) && !value.startsWith('/dang-nhap') ? value : '/';
}

/** The signed-in person; whoever is not signed in is sent to the sign-in page and comes back afterwards. */
export function requireViewer(context: RequestContext, request: Request): Viewer {
  const url = new URL(request.url);
  if (!context.viewer) throw redirect(`/dang-nhap?tiep=${encodeURIComponent(returnPath(url.pathname + url.search))}`);
  if (context.viewer.mustChangePassword && !['/doi-mat-khau', '/dang-xuat'].includes(url.pathname))
    throw redirect('/doi-mat-khau');
  return context.viewer;
}
