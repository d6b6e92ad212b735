import { Writable } from 'node:stream';
import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import { NonceContext } from '~/components/layout/nonce';
import { isAppError } from '~/platform/errors';
import { setTranslator } from '~/platform/i18n/i18n';
import { makeTranslation } from '~/platform/i18n/translator';

setTranslator(makeTranslation);

/** Loaders that have not answered by then are given up. */
export const streamTimeout = 10_000;

/** Renders the whole page, then answers: nothing here is deferred, and one write costs the server less than a stream of them. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
) {
  return new Promise<Response>((resolve, reject) => {
    let failed = false;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={context.nonce}>
        <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={context.nonce} />
      </NonceContext.Provider>,
      {
        nonce: context.nonce,
        onAllReady() {
          clearTimeout(timer);
          const page = new PageBuffer((html) => {
            headers.set('content-type', 'text/html; charset=utf-8');
            resolve(new Response(html, { headers, status }));
          });
          pipe(page);
        },
        onShellError(error) {
          failed = true;
          clearTimeout(timer);
          reject(error);
        },
        onError(error: unknown) {
          if (!failed) context.services.logger.error({ err: error, requestId: context.requestId }, 'render failed');
        },
      },
    );
    const timer = setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** Gathers what React writes. */
class PageBuffer extends Writable {
  private readonly chunks: Buffer<ArrayBuffer>[] = [];

  constructor(done: (html: Buffer<ArrayBuffer>) => void) {
    super();
    this.once('finish', () => done(Buffer.concat(this.chunks)));
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, next: () => void) {
    // React fills its buffer again after a write: a copy, not the view.
    this.chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
    next();
  }
}

/** What loaders and actions threw and nobody expected: logged with the id that the error page shows. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }) {
  if (request.signal.aborted || isAppError(error) || isRouteErrorResponse(error)) return;
  context.services.logger.error(
    { err: error, requestId: context.requestId, path: new URL(request.url).pathname },
    'unexpected error',
  );
}
