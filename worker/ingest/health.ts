import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EncoderState } from './check-encoder';

/**
 * `/healthz` (alive) and `/readyz` (could encode) of the ingest process. Without a port from the settings one is taken that is free;
 * it is in the log.
 */
export async function startIngestHealth(
  port: number | undefined,
  host: string,
  encoder: () => EncoderState,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.method !== 'GET') response.writeHead(405).end();
    else if (request.url === '/healthz') response.setHeader('content-type', 'text/plain').end('ok');
    else if (request.url === '/readyz') {
      const state = encoder();
      response.writeHead(state.missing.length === 0 ? 200 : 503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ready: state.missing.length === 0, encoder: state, live: false }));
    } else response.writeHead(404).end();
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
