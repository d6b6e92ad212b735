import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { readEnv } from '~/platform/env';
import { connectStorage } from '~/platform/storage';
import { freePort } from '../../bin/lib/ports.mjs';
import { startEdge } from '../setup/edge';
import { cpuSeconds, type HttpLoadResult } from './http-load';
import { runHttpLoad, startWebProcess } from './processes';

// The shipped edge (deploy/nginx/edge.conf) before a real web process, against the same nginx that serves the same files from disk.
// One nginx worker; the load generator has the other core.
const SECONDS = Number(process.env.BENCH_SECONDS ?? 1);
const ROUNDS = 9;
/** Bytes of a 2 s segment: 720p at full rate, 240p. */
const SIZES = { '720p': 600_000, '240p': 80_000 };
const SEGMENTS = 30;
const CONNECTIONS = 32;

await measure();

async function measure(): Promise<void> {
  const env = readEnv();
  const storage = connectStorage(env);
  const publicPath = randomBytes(16).toString('base64url');
  const names: Record<string, string[]> = {};
  for (const [rendition, size] of Object.entries(SIZES)) {
    names[rendition] = Array.from({ length: SEGMENTS }, (_, i) => `${rendition}_${String(i).padStart(7, '0')}.m4s`);
    for (const name of names[rendition]) await storage.put(`${assetPrefix(publicPath)}/${name}`, randomBytes(size));
  }
  const [webPort, staticPort] = [await freePort(), await freePort()];
  const web = await startWebProcess(webPort);
  const edge = await startEdge(path.join(env.DATA_DIR, 'nginx'), webPort, {
    also: `server { listen 127.0.0.1:${staticPort}; sendfile on; tcp_nopush off; tcp_nodelay on; keepalive_requests 100000;
      open_file_cache max=20000 inactive=60s; open_file_cache_valid 60s; root ${path.join(env.DATA_DIR, 'storage')}; }`,
  });
  try {
    for (const rendition of Object.keys(SIZES)) {
      const requests = (names[rendition] ?? []).map(
        (name) => `GET /media/${publicPath}/${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      );
      const load = { connections: CONNECTIONS, depth: 1, seconds: SECONDS, requests };
      const measured = async (port: number): Promise<Round> => {
        const before = cpuSeconds(edge.workerPid);
        const result = await runHttpLoad({ ...load, port });
        return { ...result, cpu: cpuSeconds(edge.workerPid) - before };
      };
      await runHttpLoad({ ...load, seconds: 1, port: edge.port });
      await runHttpLoad({ ...load, seconds: 1, port: staticPort });
      // In turns: what else the machine does meets both.
      const [cached, plain]: Round[][] = [[], []];
      for (let i = 0; i < ROUNDS; i += 1) {
        cached?.push(await measured(edge.port));
        plain?.push(await measured(staticPort));
      }
      const [ours, theirs] = [sumOf(cached ?? []), sumOf(plain ?? [])];
      console.log(
        JSON.stringify({
          ...{ bench: `edge.${rendition}`, value: ours.perSecond, unit: 'segments/s', baseline: theirs.perSecond },
          // The middle one of the rounds: on a machine with others at work single rounds differ by half.
          ratio: medianRatio(cached ?? [], plain ?? []),
          ...{ edge: ours, static: theirs },
          config: {
            ...{ bytes: SIZES[rendition as keyof typeof SIZES], connections: CONNECTIONS },
            ...{ seconds: SECONDS * ROUNDS, baseline: 'same nginx, static files' },
          },
        }),
      );
    }
  } finally {
    await edge.stop();
    web.kill('SIGTERM');
    await new Promise((resolve) => web.once('exit', resolve));
  }
}

function medianRatio(cached: Round[], plain: Round[]): number {
  const rate = (round: Round | undefined) => (round ? round.answers / round.seconds : Number.NaN);
  const ratios = cached.map((round, i) => rate(round) / rate(plain[i])).sort((a, b) => a - b);
  return Number((ratios[ratios.length >> 1] ?? 0).toFixed(3));
}

type Round = HttpLoadResult & { cpu: number };

function sumOf(rounds: Round[]) {
  const total = (pick: (one: Round) => number) => rounds.reduce((sum, one) => sum + pick(one), 0);
  const [answers, seconds] = [total((one) => one.answers), total((one) => one.seconds)];
  return {
    ...{ perSecond: Math.round(answers / seconds), refused: total((one) => one.refused) },
    gbitPerSecond: Number(((total((one) => one.bytes) * 8) / 1e9 / seconds).toFixed(1)),
    cpuMicrosEach: Number(((total((one) => one.cpu) * 1e6) / answers).toFixed(1)),
  };
}
