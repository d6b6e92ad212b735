import { Writable } from 'node:stream';
import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
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
    // No page waits for data after its shell, so a page goes out whole: sent in React's small pieces it took a third longer.
    const chunks: Uint8Array[] = [];
    const page = new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        chunks.push(chunk);
        done();
      },
      final(done) {
        clearTimeout(late);
        headers.set('content-type', 'text/html; charset=utf-8');
        resolve(new Response(Buffer.concat(chunks), { headers, status: failed && status === 200 ? 500 : status }));
        done();
      },
    });
    let failed = false;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={context.nonce}>
        <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={context.nonce} />
      </NonceContext.Provider>,
      {
        nonce: context.nonce,
        onAllReady: () => void pipe(page),
        onShellError: (error) => {
          clearTimeout(late);
          reject(error);
        },
        onError(error: unknown) {
          failed = true;
          context.services.logger.error({ err: error, requestId: context.requestId }, 'render failed');
        },
      },
    );
    const late = setTimeout(abort, streamTimeout + 1_000);
    late.unref();
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
