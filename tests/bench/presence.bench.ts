import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { presenceStreamKey } from '~/modules/attendance/presence-stream.server';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { readEnv } from '~/platform/env';
import { createServices } from '~/platform/services';
import { makeBenchRoom, TIMELINE } from './bench-room';
import { generateLoad, type LoadConfig, type LoadResult } from './presence-load';

const MEMBERS = 10_000;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);
const SELF = fileURLToPath(import.meta.url);

if (process.argv[2] === 'bare') await bareServer(Number(process.argv[3]));
else if (process.argv[2] === 'load') {
  process.once('message', async (config: LoadConfig) => {
    process.send?.(await generateLoad(config), () => process.exit(0));
  });
} else await main();

/** The floor: node:http, the body as it is, XADD, 204. */
async function bareServer(port: number): Promise<void> {
  const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      redis.xadd('bare', '*', 'b', body).then(
        () => response.writeHead(204).end(),
        () => response.writeHead(503).end(),
      );
    });
  });
  server.listen(port, '127.0.0.1', () => process.send?.({ ready: true }));
}

async function main(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { env, pool, redis } = services;
  // The last three sessions share the long run: one alone would be asked for more seconds than its clock allows, and cut.
  const room = await makeBenchRoom(pool, MEMBERS, 6);
  const secrets = { SESSION_SECRET: env.SESSION_SECRET, MEDIA_SECRET: env.MEDIA_SECRET };
  const key = playbackTicketKey(env.SESSION_SECRET);
  const iat = Math.floor(Date.now() / 1000) - 3_600;
  // Everybody is asked whether they follow, three times: a beat's answer looks whether a moment is near. BENCH_CHECKS=0: nobody.
  const asked = process.env.BENCH_CHECKS === '0' ? {} : { chk: [3, TIMELINE] as [number, number] };
  const ticketsOf = (sid = 0) =>
    room.memberIds.map((mid) => {
      const owner = { sid, mid, aid: mid, pid: `p${sid}-${mid}` };
      return signPlaybackTicket({ ...owner, src: 'RECORDING', len: TIMELINE, iat, exp: iat + 7_200, ...asked }, key);
    });
  const load = { connections: 64, depth: 4, seconds: SECONDS, rate: 0 };
  const [bareTickets, , fastTickets] = room.sessionIds.map(ticketsOf) as [string[], string[], string[]];
  const longSessions = room.sessionIds.slice(3);

  const barePort = await freePort();
  const bare = await start(SELF, ['bare', String(barePort)], {});
  await runLoad({ ...load, port: barePort, tickets: bareTickets, seconds: 2 });
  const floor = await runLoad({ ...load, port: barePort, tickets: bareTickets });
  bare.kill();
  await redis.del('bare');

  const port = await freePort();
  const web = await start('build/web.js', [], { ...secrets, PORT: String(port) });
  const warm = await runLoad({ ...load, port, tickets: bareTickets, seconds: 2 });
  const fast = await runLoad({ ...load, port, tickets: fastTickets });
  const webRss = rssMb(web);
  const entries = await redis.xlen(presenceStreamKey(env.REDIS_PREFIX));
  const perSecond = (result: LoadResult) => Math.round(result.acknowledged / result.seconds);
  const config = { members: MEMBERS, connections: load.connections, depth: load.depth, seconds: SECONDS };

  // The worker takes up what has gathered; the next runs begin with an empty stream.
  const worker = await start('build/worker.js', [], secrets);
  await drained();
  print('presence', {
    ...{ value: perSecond(fast), unit: 'beats/s', baseline: perSecond(floor), refused: fast.refused, rssMb: webRss },
    ratio: Number((perSecond(fast) / perSecond(floor)).toFixed(3)),
    ...percentiles(fast),
    lost: await lost(room.sessionIds[2], fast),
    config: {
      ...config,
      writer: 'stopped',
      beatsPerEntry: Math.round((warm.acknowledged + fast.acknowledged) / entries),
    },
  });

  const began = performance.now();
  const sustained = await runLoad({ ...load, port, tickets: longSessions.flatMap(ticketsOf), seconds: SECONDS * 2 });
  await drained();
  const seconds = (performance.now() - began) / 1000;
  print('presence.sustained', {
    ...{
      value: Math.round(sustained.acknowledged / seconds),
      unit: 'beats/s',
      refused: sustained.refused,
      rssMb: rssMb(worker),
    },
    ...percentiles(sustained),
    lost: await lostOfAll(longSessions, sustained),
    config: { ...config, seconds: Number(seconds.toFixed(1)), until: 'committed in Postgres' },
  });

  const paced = await runLoad({ ...load, port, tickets: ticketsOf(room.sessionIds[1]), rate: 5_000, seconds: SECONDS });
  await drained();
  print('presence.latency', {
    ...{ value: paced.p99, unit: 'ms', refused: paced.refused, ...percentiles(paced) },
    lost: await lost(room.sessionIds[1], paced),
    config: { ...config, rate: 5_000, reached: perSecond(paced), writer: 'running' },
  });
  await Promise.all([stop(web), stop(worker)]);
  await services.close();

  async function drained(): Promise<void> {
    const stream = presenceStreamKey(env.REDIS_PREFIX);
    for (;;) {
      const groups = (await redis.xinfo('GROUPS', stream)) as (string | number | null)[][];
      const group = groups[0] ?? [];
      const info = Object.fromEntries(group.flatMap((value, i) => (i % 2 === 0 ? [[value, group[i + 1]]] : [])));
      const [newest] = (await redis.xrevrange(stream, '+', '-', 'COUNT', 1)) as [string, string[]][];
      if (info.pending === 0 && (!newest || info['last-delivered-id'] === newest[0])) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function lostOfAll(sessionIds: number[], result: LoadResult): Promise<number> {
    let sum = 0;
    for (const [i, sessionId] of sessionIds.entries()) {
      const perTicket = result.perTicket.slice(i * MEMBERS, (i + 1) * MEMBERS);
      sum += await lost(sessionId, { ...result, perTicket });
    }
    return sum;
  }

  /** Acknowledged beats whose second is not in Postgres. */
  async function lost(sessionId: number | undefined, result: LoadResult): Promise<number> {
    const { rows } = await pool.query<{ lost: number }>(
      `select coalesce(sum(greatest(0, a.n - coalesce(c.covered, 0))), 0)::int as lost
         from unnest($2::int[], $3::int[]) a(m, n) left join session_coverage c on c.session_id = $1 and c.member_id = a.m`,
      [sessionId, room.memberIds, result.perTicket],
    );
    return rows[0]?.lost ?? -1;
  }
}

function print(bench: string, figures: object): void {
  console.log(JSON.stringify({ bench, ...figures }));
}
function percentiles({ p50, p95, p99 }: LoadResult) {
  return { p50, p95, p99 };
}
function rssMb(child: ChildProcess): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1000);
}

function start(file: string, args: string[], env: Record<string, string>): Promise<ChildProcess> {
  const child = fork(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
}

async function runLoad(config: LoadConfig): Promise<LoadResult> {
  const child = fork(SELF, ['load'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  child.send(config);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('error', reject);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
