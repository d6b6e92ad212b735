import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToString } from 'react-dom/server';
import { NonceContext } from '~/components/layout/nonce';
import { isAppError } from '~/platform/errors';
import { setTranslator } from '~/platform/i18n/i18n';
import { makeTranslation } from '~/platform/i18n/translator';

setTranslator(makeTranslation);

/** Loaders that have not answered by then are given up. */
export const streamTimeout = 10_000;

/**
 * Renders the whole page as one string. Nothing here is deferred or lazy on the server, so React's streaming renderer would
 * only cost: half as much time again for a page of 30 kB, most of it writing pieces of text into small buffers. The page's data,
 * which Remix's own component would stream behind the document in a Suspense boundary, is put there in the same form.
 */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  const { serverHandoffStream, ...pageContext } = remixContext;
  const html = renderToString(
    <NonceContext.Provider value={context.nonce}>
      <RemixServer context={pageContext} url={request.url} abortDelay={streamTimeout} nonce={context.nonce} />
    </NonceContext.Provider>,
  );
  // An error page without <Scripts> has nobody to read the data.
  const wanted = serverHandoffStream && remixContext.renderMeta?.didRenderScripts;
  const data = wanted ? dataScript(await readAll(serverHandoffStream), context.nonce) : '';
  headers.set('content-type', 'text/html; charset=utf-8');
  // Remix gives its preloads of modules no nonce, and without one the policy stops them; React leaves attributes as it finds them.
  const trusted = html.replaceAll('<link rel="modulepreload"', `<link rel="modulepreload" nonce="${context.nonce}"`);
  context.document = `<!DOCTYPE html>${trusted}${data}`;
  return new Response(null, { headers, status });
}

/** Straight from the reader: a Response around the stream costs more than what it carries. */
async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}

/** What `RemixBrowser` reads the page's data from: the stream that `<Scripts>` has opened, filled and closed. */
function dataScript(data: string, nonce: string): string {
  const text = JSON.stringify(data).replace(
    /[&<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<script nonce="${nonce}">window.__remixContext.streamController.enqueue(${text});window.__remixContext.streamController.close();</script>`;
}

/** What loaders and actions threw and nobody expected: logged with the id that the error page shows. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }) {
  if (request.signal.aborted || isAppError(error) || isRouteErrorResponse(error)) return;
  context.services.logger.error(
    { err: error, requestId: context.requestId, path: new URL(request.url).pathname },
    'unexpected error',
  );
}
