import http from 'node:http';

/** Connections that ask again as soon as they are answered. */
export const CONCURRENCY = 16;

export interface Target {
  port: number;
  path: string;
  cookie: string;
}
export interface Load {
  perSecond: number;
  times: number[];
}

/** Asks for `ms` milliseconds; requests a second and each one's time in milliseconds. @throws when an answer is not 200 */
export async function load(target: Target, ms: number): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const times: number[] = [];
  const started = performance.now();
  const end = started + ms;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (performance.now() < end) {
        const before = performance.now();
        const { status } = await fetchOnce(target, agent);
        if (status !== 200) throw new Error(`${target.path} answered ${status}`);
        times.push(performance.now() - before);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { perSecond: Math.round(times.length / seconds), times };
}

export function fetchOnce(
  target: Target,
  agent?: http.Agent,
): Promise<{ status: number; bytes: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/html', ...(target.cookie && { cookie: target.cookie }) };
    http
      .get({ host: '127.0.0.1', port: target.port, path: target.path, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, bytes: body.length, body });
        });
        response.on('error', reject);
      })
      .on('error', reject);
  });
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
