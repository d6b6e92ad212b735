import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import { createWebServer } from '~/http/server';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { readEnv } from '~/platform/env';
import { createServices, createWebServices, webServicesOf } from '~/platform/services';
import { NODE_FLAGS } from '../../bin/lib/child-process.mjs';
import { CONCURRENCY, fetchOnce, type Load, load, median } from './closed-loop';
import { makeStudiedSession } from './studied-session';

// What row-level security costs: the signed-in session page of one web process that asks for its viewer as a role that owns nothing, beside
// the same process that asks as the owner, whom no policy binds and no scope is sent for. Rounds alternate.
const ROUNDS = 15;
const ROUND_MS = 3_000;
const WARM_UP_MS = 4_000;

if (process.env.BENCH_ROLE === 'web') await serve(process.env.BENCH_OWNER === '1');
else await measure();

async function serve(owner: boolean): Promise<void> {
  const env = readEnv();
  const services = owner ? webServicesOf(createServices(env, 'bench')) : createWebServices(env);
  const file = pathToFileURL(path.join(process.cwd(), 'build', 'server', 'index.js')).href;
  const build = (await import(file)) as ServerBuild;
  const app = await createWebServer({ services, build, root: process.cwd() });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  process.on('disconnect', () => process.exit(0));
}

async function measure(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { accountId, sessionId } = await makeStudiedSession(services);
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  await services.db.$executeRaw`analyze`;
  await services.close();
  const [guarded, open] = await Promise.all([start(false), start(true)]);
  const target = ({ port }: Server) => ({
    port,
    path: `/buoi-hoc/${sessionId}`,
    cookie: `${authCookieName(false)}=${token}`,
  });
  for (const server of [guarded, open]) {
    const { status } = await fetchOnce(target(server));
    if (status !== 200) throw new Error(`the session page answered ${status}`);
    await load(target(server), WARM_UP_MS);
  }
  const rounds: { guarded: Load; open: Load }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who goes first changes: what the first one warms, the second one has.
    const first = round % 2 === 0;
    const before = first ? await load(target(open), ROUND_MS) : null;
    const mine = await load(target(guarded), ROUND_MS);
    rounds.push({ guarded: mine, open: before ?? (await load(target(open), ROUND_MS)) });
  }
  const value = median(rounds.map((one) => one.guarded.perSecond));
  const baseline = median(rounds.map((one) => one.open.perSecond));
  const ratio = median(rounds.map((one) => one.guarded.perSecond / one.open.perSecond));
  const times = rounds.flatMap((one) => one.guarded.times).sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  const line = {
    ...{ bench: 'rls', value, unit: 'requests/s', baseline, ratio: Math.round(ratio * 1000) / 1000 },
    overheadPercent: Math.round((1 / ratio - 1) * 1000) / 10,
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    config: {
      concurrency: CONCURRENCY,
      rounds: ROUNDS,
      roundMs: ROUND_MS,
      baseline: 'the same page, asked as the owner',
    },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  guarded.child.disconnect();
  open.child.disconnect();
}

interface Server {
  port: number;
  child: ChildProcess;
}

function start(owner: boolean): Promise<Server> {
  const child = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, BENCH_ROLE: 'web', BENCH_OWNER: owner ? '1' : '0' },
    stdio: 'inherit',
    execArgv: NODE_FLAGS.web,
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ port: (message as { port: number }).port, child }));
    child.once('exit', (code) => reject(new Error(`the web process ended (${code})`)));
  });
}
