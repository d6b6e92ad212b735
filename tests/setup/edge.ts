import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../bin/lib/ports.mjs';
import { inRoot } from '../../bin/lib/root.mjs';
import { startService } from '../../bin/lib/service.mjs';
import { nginxCommand } from '../../bin/lib/system-packages.mjs';

export interface Edge {
  url: string;
  port: number;
  /** Process id of nginx' one worker. */
  workerPid: number;
  stop(): Promise<void>;
}

/** A real nginx with the shipped deploy/nginx/edge.conf in front of `webPort`; only ports and the cache's folder are changed. */
export async function startEdge(folder: string, webPort: number, { also = '' }: { also?: string } = {}): Promise<Edge> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const edge = [
    ['/var/cache/nginx/diemcau', path.join(folder, 'cache')],
    ['server 127.0.0.1:3000', `server 127.0.0.1:${webPort}`],
    ['listen 80', `listen 127.0.0.1:${port}`],
  ].reduce(
    (text, [from = '', to = '']) => {
      if (!text.includes(from)) throw new Error(`deploy/nginx/edge.conf has no ${from}`);
      return text.replaceAll(from, to);
    },
    readFileSync(inRoot('deploy/nginx/edge.conf'), 'utf8'),
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${path.join(folder, name)};`,
  );
  const log = path.join(folder, 'error.log');
  const main = path.join(folder, 'nginx.conf');
  writeFileSync(path.join(folder, 'edge.conf'), edge);
  writeFileSync(
    main,
    `${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 1; daemon off; pid ${folder}/pid; error_log ${log} warn;
events { worker_connections 4096; }
http { access_log off; default_type application/octet-stream; ${temporary.join(' ')}
  include ${folder}/edge.conf; ${also} }\n`,
  );
  const service = await startService({
    ...{ name: 'nginx', command: nginxCommand() ?? 'nginx', args: ['-p', folder, '-e', log, '-c', main], logFile: log },
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok === true,
  });
  const master = readFileSync(path.join(folder, 'pid'), 'utf8').trim();
  const [worker] = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').split(' ');
  return { url: `http://127.0.0.1:${port}`, port, workerPid: Number(worker), stop: service.stop };
}
