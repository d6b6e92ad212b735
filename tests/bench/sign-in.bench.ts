import { type ChildProcess, fork } from 'node:child_process';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { hashPassword } from '~/modules/accounts/password-hash.server';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { readEnv } from '~/platform/env';
import { FORM_TOKEN_FIELD } from '~/platform/form-token';
import { createServices } from '~/platform/services';
import { makeBenchRoom, TIMELINE } from './bench-room';
import { generateLoad, type LoadConfig, type LoadResult } from './presence-load';
import { startWebProcess } from './processes';

// Sign-ins through the real form, five a second on the clock, while beats come: how long a sign-in takes (also one with a wrong
// password, a name nobody has, a locked and a stopped account: the same work), and what it costs the beats. Rounds with and without
// sign-ins alternate, so that a noisy machine hits both.
const PASSWORD = 'mưa rơi trên mái ngói';
const PEOPLE = 200;
const RATE = 5;
const ROUNDS = 3;
const ROUND_SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const BEATS = 2_000;
const SELF = fileURLToPath(import.meta.url);

type Kind = 'right' | 'wrong' | 'nobody' | 'locked' | 'stopped';
const KINDS: readonly Kind[] = [
  'right',
  'right',
  'right',
  'right',
  'right',
  'right',
  'wrong',
  'nobody',
  'locked',
  'stopped',
];

const EXPECTED: Record<Kind, number> = { right: 302, wrong: 422, nobody: 422, locked: 429, stopped: 403 };

let turn = 0;

if (process.argv[2] === 'load') {
  process.once('message', async (config: LoadConfig) => {
    process.send?.(await generateLoad(config), () => process.exit(0));
  });
} else await main();

async function main(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { env, pool } = services;
  const room = await makeBenchRoom(pool, 10_000, 1);
  const passwordHash = await hashPassword(PASSWORD);
  await pool.query(
    `insert into account (username, display_name, password_hash, must_change_password, disabled_at, locked_until)
     select 'nguoi' || n, 'Người ' || n, $1, false, case when n % 10 = 9 then now() end, case when n % 10 = 8 then now() + interval '1 hour' end
       from generate_series(0, $2::int - 1) n`,
    [passwordHash, PEOPLE],
  );
  const port = await freePort();
  const secrets = { SESSION_SECRET: env.SESSION_SECRET, MEDIA_SECRET: env.MEDIA_SECRET };
  const web = await startWebProcess(port, secrets);
  const key = playbackTicketKey(env.SESSION_SECRET);
  const iat = Math.floor(Date.now() / 1000) - 3_600;
  const sid = room.sessionIds[0] ?? 0;
  const tickets = room.memberIds.map((mid) =>
    signPlaybackTicket(
      { sid, mid, aid: mid, pid: `p${mid}`, src: 'RECORDING', len: TIMELINE, iat, exp: iat + 7_200, ses: mid },
      key,
    ),
  );
  const beats = { port, tickets, connections: 32, depth: 1, seconds: ROUND_SECONDS, rate: BEATS };
  await Promise.all([runLoad({ ...beats, seconds: 2 }), signInFor(port, 2)]);

  const alone: LoadResult[] = [];
  const beside: LoadResult[] = [];
  const times: Record<Kind, number[]> = { right: [], wrong: [], nobody: [], locked: [], stopped: [] };
  const wrong: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await runLoad(beats));
    const [load, signIns] = await Promise.all([runLoad(beats), signInFor(port, ROUND_SECONDS)]);
    beside.push(load);
    for (const one of signIns) {
      times[one.kind].push(one.ms);
      if (one.status !== EXPECTED[one.kind]) wrong.push(`${one.kind}: ${one.status}`);
    }
  }
  const all = Object.values(times).flat();
  const medianOf = (results: LoadResult[], of: (one: LoadResult) => number) =>
    [...results.map(of)].sort((a, b) => a - b)[Math.floor(results.length / 2)] ?? 0;
  const answered = (results: LoadResult[]) => medianOf(results, (one) => Math.round(one.acknowledged / one.seconds));
  const config = {
    rate: RATE,
    rounds: ROUNDS,
    roundSeconds: ROUND_SECONDS,
    argon2: passwordHash.split('$').slice(1, 4).join(' '),
  };
  print('sign-in', {
    ...{ value: at(all, 0.95), unit: 'ms', p50: at(all, 0.5), p95: at(all, 0.95), p99: at(all, 0.99) },
    ...{ lost: wrong.length, config: { ...config, signIns: all.length, beside: `${BEATS} beats/s` } },
  });
  print('sign-in.kinds', {
    ...{ value: spread(times), unit: 'slowest median ÷ fastest' },
    config: Object.fromEntries(
      Object.entries(times).map(([kind, ms]) => [kind, { p50: at(ms, 0.5), p95: at(ms, 0.95) }]),
    ),
  });
  print('sign-in.beats', {
    ...{ value: answered(beside), unit: 'beats/s', baseline: answered(alone) },
    ratio: Math.round((answered(beside) / answered(alone)) * 1000) / 1000,
    ...{
      p50: medianOf(beside, (one) => one.p50),
      p95: medianOf(beside, (one) => one.p95),
      p99: medianOf(beside, (one) => one.p99),
    },
    lost: beside.reduce((sum, one) => sum + one.refused, 0),
    config: {
      ...{ baseline: 'the same beats without sign-ins', offered: BEATS },
      alone: {
        p50: medianOf(alone, (o) => o.p50),
        p95: medianOf(alone, (o) => o.p95),
        p99: medianOf(alone, (o) => o.p99),
      },
    },
  });
  web.kill();
  await services.close();
  if (wrong.length > 0) throw new Error(`answers that were not expected: ${[...new Set(wrong)].join(', ')}`);
}

interface Tried {
  kind: Kind;
  ms: number;
  status: number;
}

/** Open loop: one every 200 ms, however long the others take. */
async function signInFor(port: number, seconds: number): Promise<Tried[]> {
  const base = `http://127.0.0.1:${port}/dang-nhap`;
  const page = await fetch(base);
  const token = new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`).exec(await page.text())?.[1] ?? '';
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const one = async (): Promise<Tried> => {
    turn += 1;
    const kind = KINDS[turn % KINDS.length] as Kind;
    const n = Math.floor(turn / KINDS.length) % (PEOPLE / 10);
    // Everybody has a turn before anybody's fifth wrong try.
    const username =
      kind === 'nobody'
        ? `khong-ai-${turn}`
        : `nguoi${n * 10 + { right: turn % 6, wrong: 7, locked: 8, stopped: 9, nobody: 0 }[kind]}`;
    const password = kind === 'wrong' ? 'không phải mật khẩu này' : PASSWORD;
    const began = performance.now();
    const response = await fetch(base, {
      ...{ method: 'POST', redirect: 'manual', headers: { cookie } },
      body: new URLSearchParams({ [FORM_TOKEN_FIELD]: token, username, password, tiep: '/' }),
    });
    await response.arrayBuffer();
    const signedIn = response.headers.getSetCookie().some((line) => line.startsWith(`${authCookieName(false)}=`));
    if (kind === 'right' && !signedIn) return { kind, ms: performance.now() - began, status: 0 };
    return { kind, ms: performance.now() - began, status: response.status };
  };
  const all: Promise<Tried>[] = [];
  const began = performance.now();
  for (let i = 0; i < seconds * RATE; i += 1) {
    const due = began + (i * 1000) / RATE;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    all.push(one());
  }
  return Promise.all(all);
}

function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
}

function spread(times: Record<Kind, number[]>): number {
  const medians = Object.values(times).map((ms) => at(ms, 0.5));
  return Math.round((Math.max(...medians) / Math.min(...medians)) * 100) / 100;
}

function print(bench: string, figures: object): void {
  console.log(JSON.stringify({ bench, ...figures }));
}

function runLoad(config: LoadConfig): Promise<LoadResult> {
  const child: ChildProcess = fork(SELF, ['load']);
  child.send(config);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('exit', (code) => code !== 0 && reject(new Error(`the load generator ended with ${code}`)));
  });
}

function freePort(): Promise<number> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
