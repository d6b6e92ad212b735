import { PassThrough } from 'node:stream';
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { NonceContext } from '~/components/layout/nonce';
import { isAppError } from '~/platform/errors';

/** Loaders that have not answered by then are given up. */
export const streamTimeout = 10_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
) {
  return new Promise<Response>((resolve, reject) => {
    let shellReady = false;
    // Crawlers and the print view wait for everything; people get the shell at once.
    const ready = isbot(request.headers.get('user-agent') ?? '') ? 'onAllReady' : 'onShellReady';
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={context.nonce}>
        <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={context.nonce} />
      </NonceContext.Provider>,
      {
        nonce: context.nonce,
        [ready]() {
          shellReady = true;
          const body = new PassThrough();
          headers.set('content-type', 'text/html; charset=utf-8');
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
          pipe(body);
        },
        onShellError: reject,
        onError(error: unknown) {
          if (shellReady) context.services.logger.error({ err: error, requestId: context.requestId }, 'render failed');
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** What loaders and actions threw and nobody expected: logged with the id that the error page shows. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }) {
  if (request.signal.aborted || isAppError(error) || isRouteErrorResponse(error)) return;
  context.services.logger.error(
    { err: error, requestId: context.requestId, path: new URL(request.url).pathname },
    'unexpected error',
  );
}
