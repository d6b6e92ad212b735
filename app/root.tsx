import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ErrorPage } from '~/components/layout/error-page';
import { useNonce } from '~/components/layout/nonce';
import { PlainShell } from '~/components/layout/plain-shell';
import { FORM_TOKEN_META } from '~/platform/form-token';
import { dictionaryFor } from '~/platform/i18n/dictionary.server';
import { I18nProvider } from '~/platform/i18n/i18n-provider';
import stylesheet from '~/styles/app.css?url';
import { fontPreloads } from '~/styles/fonts';

export function loader({ context }: LoaderFunctionArgs) {
  return {
    language: context.language,
    dictionary: dictionaryFor(context.language),
    theme: context.theme,
    requestId: context.requestId,
    formToken: context.formToken,
  };
}

// Language and colours change only with a new document: a move within the site need not send the dictionary again.
export const shouldRevalidate = () => false;

export const links: LinksFunction = () => [
  ...fontPreloads,
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
  { rel: 'alternate icon', href: '/favicon.ico', sizes: '32x32' },
  { rel: 'apple-touch-icon', href: '/icon-180.png' },
  { rel: 'manifest', href: '/manifest.webmanifest' },
];

export const meta = () => [{ title: 'Điểm Cầu' }];

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root');
  const nonce = useNonce();
  const language = root?.language ?? 'vi';
  return (
    <html lang={language} data-theme={root?.theme ?? 'auto'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#1f1c16" media="(prefers-color-scheme: dark)" />
        <meta name={FORM_TOKEN_META} content={root?.formToken ?? ''} />
        <Meta />
        <Links />
      </head>
      <body>
        <I18nProvider language={language} dictionary={root?.dictionary}>
          {children}
        </I18nProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return (
    <PlainShell wide>
      <ErrorPage />
    </PlainShell>
  );
}
