import { type ChildProcess, fork } from 'node:child_process';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { createWebServer } from '~/http/server';
import { authCookieName, hashToken } from '~/modules/accounts/auth-cookie';
import { readEnv } from '~/platform/env';
import { broadcastTopic, publishEvent } from '~/platform/events';
import { createServices, createWebServices } from '~/platform/services';
import { NODE_FLAGS } from '../../bin/lib/child-process.mjs';
import { makeBenchRoom } from './bench-room';

// Server-sent events: so many members of one broadcast listen on one web process, each signed in as themselves; an event goes out and
// every one of them must hear it. The baseline is the same process with nobody connected (memory).
const LISTENERS = 5_000;
const EVENTS = 20;
/** Connections that are being opened at once. */
const OPENING = 50;

if (process.env.BENCH_ROLE === 'web') await serve();
else await measure();

async function serve(): Promise<void> {
  const services = createWebServices(readEnv());
  const build = { routes: {}, assets: { routes: {} }, entry: { module: {} } } as never;
  const app = await createWebServer({ services, build, root: process.cwd() });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.({ rssMb: Math.round(process.memoryUsage().rss / 1e6) });
  });
  process.on('disconnect', () => process.exit(0));
}

async function measure(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { broadcastId, tokens } = await makeListeners(services.pool);
  const web = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, BENCH_ROLE: 'web' },
    execArgv: ['--expose-gc', ...NODE_FLAGS.web],
  });
  const { port = 0 } = await answer(web);
  const before = await ask(web);

  let heard = 0;
  let lost = 0;
  const heardAt: number[] = [];
  const began = performance.now();
  const waiting = [...tokens];
  await Promise.all(
    Array.from({ length: OPENING }, async () => {
      for (let token = waiting.pop(); token; token = waiting.pop()) {
        await open(port, broadcastId, token, () => {
          heard += 1;
          heardAt.push(performance.now());
        });
      }
    }),
  );
  const openSeconds = (performance.now() - began) / 1000;
  const after = await ask(web);

  const latencies: number[] = [];
  const fanOuts: number[] = [];
  for (let i = 0; i < EVENTS; i += 1) {
    heard = 0;
    heardAt.length = 0;
    const sent = performance.now();
    await publishEvent(services, broadcastTopic(broadcastId), { type: 'state', data: { state: 'ON_AIR', i } });
    while (heard < LISTENERS && performance.now() - sent < 10_000) await new Promise((done) => setTimeout(done, 5));
    lost += LISTENERS - heard;
    for (const at of heardAt) latencies.push(at - sent);
    fanOuts.push(Math.max(...heardAt) - sent);
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round((latencies[Math.floor((latencies.length - 1) * share)] ?? 0) * 10) / 10;
  const line = {
    bench: 'events',
    value: LISTENERS,
    unit: 'open connections on one process',
    baseline: before,
    lost,
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    rssMb: after,
    config: {
      ...{ events: EVENTS, openSeconds: Number(openSeconds.toFixed(1)) },
      kBytesPerListener: Number((((after - before) * 1000) / LISTENERS).toFixed(1)),
      slowestFanOutMs: Math.round(Math.max(...fanOuts)),
      baseline: 'MB of the process with nobody connected; p50…p99 are ms from publishing to hearing',
    },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  web.disconnect();
  await services.close();
  process.exit(0);
}

/** Members, one signed-in session each, all on the roster of one broadcast. */
async function makeListeners(pool: Pool): Promise<{ broadcastId: number; tokens: string[] }> {
  const room = await makeBenchRoom(pool, LISTENERS, 1);
  const tokens = room.memberIds.map((id) => `nguoi-nghe-${id}`);
  await pool.query(
    `insert into roster_entry (campaign_id, member_id, unit_id, reason, kind)
     select c.id, m.id, m.unit_id, 'REQUIRED', 'OFFICIAL' from campaign c, member m`,
  );
  await pool.query(
    `with a as (insert into account (username, display_name, password_hash, must_change_password, member_id)
                select 'n' || id, 'Đồng chí', '-', false, id from member returning id, member_id)
     insert into auth_session (token_hash, account_id, created_at, last_seen_at, expires_at)
     select t.hash, a.id, now(), now(), now() + interval '1 hour'
       from a join unnest($1::int[], $2::bytea[]) t(member_id, hash) on t.member_id = a.member_id`,
    [room.memberIds, tokens.map(hashToken)],
  );
  const { rows } = await pool.query<{ id: number }>(
    `insert into broadcast (session_id, public_path, state) values ($1, 'do', 'ON_AIR') returning id`,
    [room.sessionIds[0]],
  );
  return { broadcastId: rows[0]?.id ?? 0, tokens };
}

/** Opens one connection; resolves when it stands. `onEvent` is called for every event it brings. */
function open(port: number, broadcastId: number, token: string, onEvent: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.setEncoding('latin1');
    socket.on('connect', () =>
      socket.write(
        `GET /events/broadcasts/${broadcastId} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${authCookieName(false)}=${token}\r\n\r\n`,
      ),
    );
    let standing = false;
    socket.on('data', (text: string) => {
      if (!standing) {
        if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text.slice(0, 200)));
        standing = true;
        resolve();
      }
      if (text.includes('event: state')) onEvent();
    });
    socket.on('error', reject);
  });
}

function answer(child: ChildProcess): Promise<Record<string, number>> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Record<string, number>));
    child.once('exit', (code) => reject(new Error(`the web process ended (${code})`)));
  });
}

async function ask(child: ChildProcess): Promise<number> {
  const told = answer(child);
  child.send('memory');
  return (await told).rssMb ?? 0;
}
