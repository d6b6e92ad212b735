import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createReadableStreamFromReadable, type EntryContext, type ServerBuild } from '@remix-run/node';
import { Links, Meta, Outlet, RemixServer, Scripts, ScrollRestoration } from '@remix-run/react';
import { createElement } from 'react';
import { renderToPipeableStream } from 'react-dom/server';
import { createWebServer } from '~/http/server';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { readEnv } from '~/platform/env';
import { createServices, createWebServices } from '~/platform/services';
import { NODE_FLAGS } from '../../bin/lib/child-process.mjs';
import { CONCURRENCY, fetchOnce, type Load, load, median } from './closed-loop';
import { makeStudiedSession } from './studied-session';

// The signed-in session page on one web process, beside a bare Remix page (a new project's entry, root and one route
// without data, in the same server) in the same run. Closed loop, CONCURRENCY connections; rounds alternate so that a noisy machine hits both.
const ROUNDS = 3;
const ROUND_MS = 5_000;
const WARM_UP_MS = 3_000;

if (process.env.BENCH_ROLE === 'web') await serve(process.env.BENCH_BARE === '1');
else await measure();

async function serve(bare: boolean): Promise<void> {
  const env = readEnv();
  const services = createWebServices(env);
  const file = pathToFileURL(path.join(process.cwd(), 'build', 'server', 'index.js')).href;
  const full = (await import(file)) as ServerBuild;
  const app = await createWebServer({ services, build: bare ? bareBuild(full) : full, root: process.cwd() });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ rssMb: Math.round(process.memoryUsage().rss / 1024 / 1024), cpuMs: (user + system) / 1000 });
  });
  process.on('disconnect', () => process.exit(0));
}

/** What a new Remix project is: its entry, a root with Meta, Links, Outlet, ScrollRestoration and Scripts, one route, no data. */
function bareBuild(full: ServerBuild): ServerBuild {
  const head = createElement('head', null, createElement(Meta), createElement(Links));
  const body = createElement(
    'body',
    null,
    createElement(Outlet),
    createElement(ScrollRestoration),
    createElement(Scripts),
  );
  const root = { id: 'root', path: '', module: { default: () => createElement('html', { lang: 'vi' }, head, body) } };
  const page = {
    ...{ id: 'routes/_index', parentId: 'root', index: true },
    module: { default: () => createElement('h1', null, 'Xin chào') },
  };
  const { root: asset } = full.assets.routes;
  const assets = {
    ...full.assets,
    routes: {
      root: { ...asset, hasLoader: false },
      [page.id]: { ...asset, id: page.id, parentId: 'root', path: undefined, index: true, hasLoader: false },
    },
  } as ServerBuild['assets'];
  const routes = { root, [page.id]: page } as unknown as ServerBuild['routes'];
  return { ...full, assets, routes, entry: { module: { default: streamedPage } } as unknown as ServerBuild['entry'] };
}

/** The entry a new Remix project has: React's stream from the first byte. */
function streamedPage(request: Request, status: number, headers: Headers, context: EntryContext): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { pipe } = renderToPipeableStream(createElement(RemixServer, { context, url: request.url }), {
      onShellReady() {
        const body = new PassThrough();
        headers.set('content-type', 'text/html');
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
        pipe(body);
      },
      onShellError: reject,
    });
  });
}

async function measure(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { accountId, sessionId } = await makeStudiedSession(services);
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  await services.close();

  const [page, bare] = await Promise.all([start(false), start(true)]);
  const target = { port: page.port, path: `/buoi-hoc/${sessionId}`, cookie: `${authCookieName(false)}=${token}` };
  const plain = { port: bare.port, path: '/', cookie: '' };
  const expect = await fetchOnce(target);
  if (process.env.SHOW_PAGE) writeFileSync(process.env.SHOW_PAGE, expect.body);
  if (expect.status !== 200) throw new Error(`the session page answered ${expect.status}`);
  await load(target, WARM_UP_MS);
  await load(plain, WARM_UP_MS);
  const rounds: { page: Load; bare: Load }[] = [];
  const cpuBefore = (await page.usage()).cpuMs;
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ bare: await load(plain, ROUND_MS), page: await load(target, ROUND_MS) });
  }
  const value = median(rounds.map((one) => one.page.perSecond));
  const baseline = median(rounds.map((one) => one.bare.perSecond));
  const times = rounds.flatMap((one) => one.page.times).sort((a, b) => a - b);
  const usage = await page.usage();
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  const config = {
    concurrency: CONCURRENCY,
    rounds: ROUNDS,
    roundMs: ROUND_MS,
    htmlBytes: expect.bytes,
    baseline: 'a new Remix project’s page without data, requests/s',
  };
  const line = {
    bench: 'page',
    value,
    unit: 'requests/s',
    baseline,
    ratio: Math.round((value / baseline) * 1000) / 1000,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    rssMb: usage.rssMb,
    cpuMsPerRequest: Math.round(((usage.cpuMs - cpuBefore) / times.length) * 100) / 100,
    config,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  page.child.disconnect();
  bare.child.disconnect();
}

interface Server {
  port: number;
  child: ChildProcess;
  usage(): Promise<{ rssMb: number; cpuMs: number }>;
}

async function start(bare: boolean): Promise<Server> {
  const env = { ...process.env, BENCH_ROLE: 'web', BENCH_BARE: bare ? '1' : '0' };
  // PROFILE=folder writes V8's CPU profiles of both servers there.
  const profile = process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : [];
  const child = fork(fileURLToPath(import.meta.url), {
    env,
    stdio: 'inherit',
    execArgv: [...NODE_FLAGS.web, ...profile],
  });
  const answer = () =>
    new Promise<Record<string, number>>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Record<string, number>));
      child.once('exit', (code) => reject(new Error(`the web process ended (${code})`)));
    });
  const { port = 0 } = await answer();
  return {
    port,
    child,
    usage: async () => {
      const told = answer();
      child.send('usage');
      const { rssMb = 0, cpuMs = 0 } = await told;
      return { rssMb, cpuMs };
    },
  };
}
