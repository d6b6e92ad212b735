import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { setTranslator } from '~/platform/i18n/i18n';
import { DEFAULT_LANGUAGE } from '~/platform/i18n/language';

/**
 * Remix throws a promise while it decodes the page's data, with no Suspense boundary around it. A key pressed at that moment makes
 * React 18 hydrate synchronously, find the promise again, and give up with its error 345. So the promise is fetched out here,
 * and hydration begins when the data is there. (A call outside React never gets as far as the hooks: the first one always throws.)
 */
async function pageDataDecoded(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (decoding) {
    await decoding;
  }
}

/** English words need a translator; Vietnamese pages, nearly all, do without its code. */
async function translatorLoaded(): Promise<void> {
  if (document.documentElement.lang === DEFAULT_LANGUAGE) return;
  setTranslator((await import('~/platform/i18n/translator')).makeTranslation);
}

void Promise.all([pageDataDecoded(), translatorLoaded()]).then(() =>
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <RemixBrowser />
      </StrictMode>,
    );
  }),
);
