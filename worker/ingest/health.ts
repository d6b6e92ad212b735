import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EncoderState } from './check-encoder';
import type { LiveState } from './live-desk';

export interface IngestState {
  encoder: EncoderState;
  /** Null until encoders are let in. */
  live: LiveState[] | null;
  /** Prometheus text. */
  metrics: () => Promise<string>;
  /** Who may read the metrics from another machine shows this. */
  metricsToken: string | undefined;
}

/**
 * `/healthz` (alive), `/readyz` (can take and encode streams, and which are live) and `/metrics` of the ingest process. Without a
 * port from the settings one is taken that is free; it is in the log.
 */
export async function startIngestHealth(
  port: number | undefined,
  host: string,
  state: () => IngestState,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    void answer(request, response, state()).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port ?? 0, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: IngestState): Promise<void> {
  const { encoder, live } = state;
  if (request.method !== 'GET') response.writeHead(405).end();
  else if (request.url === '/healthz') response.setHeader('content-type', 'text/plain').end('ok');
  else if (request.url === '/readyz') {
    const ready = encoder.missing.length === 0 && live !== null;
    response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ready, encoder, live: live ?? [] }));
  } else if (request.url === '/metrics' && mayRead(request, state.metricsToken)) {
    const text = await state.metrics();
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(text);
  } else response.writeHead(404).end();
}

const LOCAL = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

function mayRead({ headers, socket }: IncomingMessage, token: string | undefined): boolean {
  if (token && headers.authorization) return headers.authorization === `Bearer ${token}`;
  return !headers['x-forwarded-for'] && LOCAL.has(socket.remoteAddress ?? '');
}
