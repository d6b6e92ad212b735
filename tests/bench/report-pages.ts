import { type ChildProcess, fork } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import { createWebServer } from '~/http/server';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { makeReportJob } from '~/modules/reports/jobs';
import type { ReportFields } from '~/modules/reports/schema';
import { type FrozenFigures, SnapshotHash } from '~/modules/reports/snapshot-content';
import { readEnv } from '~/platform/env';
import { createServices, createWebServices, type Services } from '~/platform/services';
import { NODE_FLAGS } from '../../bin/lib/child-process.mjs';
import { startWorker } from '../../worker/start-worker';
import { until } from '../setup/until';
import { makeStudiedSession } from './studied-session';

// The signed-in session page on one web process while the worker makes a report in all formats, beside the same page before,
// in the same run: web, worker, Postgres and Redis as they run in production. Closed loop with few connections; rounds alternate.
const CONCURRENCY = 4;
const ROUNDS = 3;
const BEFORE_MS = 6_000;

/** In a child: the web process or the worker. */
export async function playRole(role: string): Promise<void> {
  const env = readEnv();
  if (role === 'worker') {
    await startWorker(createServices(env, 'worker'));
    process.send?.({ port: 0 });
  } else {
    const services = createWebServices(env);
    const file = pathToFileURL(path.join(process.cwd(), 'build', 'server', 'index.js')).href;
    const app = await createWebServer({
      services,
      build: (await import(file)) as ServerBuild,
      root: process.cwd(),
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const address = app.server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  }
  process.on('disconnect', () => process.exit(0));
}

/** `file` is the program that calls `playRole` when BENCH_ROLE says so. Times in ms. */
export async function measurePages(file: string, figures: FrozenFigures, fields: ReportFields) {
  const services = createServices(readEnv(), 'bench');
  const { accountId, sessionId } = await makeStudiedSession(services);
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  const [web, worker] = await Promise.all([start(file, 'web'), start(file, 'worker')]);
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const target = {
    ...{ host: '127.0.0.1', port: web.port, path: `/buoi-hoc/${sessionId}`, agent },
    headers: { accept: 'text/html', cookie: `${authCookieName(false)}=${token}` },
  };
  // Warm, both of them: the first report also loads its fonts.
  await load(target, forMs(4_000));
  await makeReport(services, figures, fields);
  const before: number[] = [];
  const during: number[] = [];
  const renderMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    before.push(...(await load(target, forMs(BEFORE_MS))));
    let rendering = true;
    const started = performance.now();
    const made = makeReport(services, figures, fields).finally(() => {
      rendering = false;
    });
    during.push(...(await load(target, () => rendering)));
    await made;
    renderMs.push(Math.round(performance.now() - started));
  }
  agent.destroy();
  web.child.disconnect();
  worker.child.disconnect();
  await services.close();
  return { before: summary(before), during: summary(during), renderMs, concurrency: CONCURRENCY, rounds: ROUNDS };
}

/** Asks the worker for a report on these figures and waits until all its files are stored. */
async function makeReport({ db, queues }: Services, figures: FrozenFigures, fields: ReportFields): Promise<void> {
  const campaign = await db.campaign.findFirstOrThrow();
  const previous = await db.snapshot.findFirst({ orderBy: { id: 'desc' } });
  const snapshot =
    previous ??
    (await db.snapshot.create({
      data: {
        campaignId: campaign.id,
        unitId: campaign.unitId,
        frozenByName: 'Đo',
        figures: JSON.parse(JSON.stringify(figures)),
        sha256: new SnapshotHash(figures).hex(),
      },
    }));
  const { id } = await db.completionReport.create({
    data: { snapshotId: snapshot.id, requestedByName: 'Đo', requestKey: crypto.randomUUID(), fields },
  });
  await queues.enqueue(makeReportJob, { reportId: id, version: 1 });
  const state = async () =>
    (await db.completionReport.findUniqueOrThrow({ where: { id }, select: { state: true } })).state;
  await until(async () => ['READY', 'FAILED'].includes(await state()), { seconds: 120, what: 'the report' });
  if ((await state()) !== 'READY') throw new Error('the report failed');
  if ((await db.reportFile.count({ where: { reportId: id } })) !== 3) throw new Error('not all files were made');
}

async function start(file: string, role: 'web' | 'worker'): Promise<{ port: number; child: ChildProcess }> {
  const env = { ...process.env, BENCH_ROLE: role };
  const child = fork(file, { env, stdio: 'inherit', execArgv: ['--enable-source-maps', ...NODE_FLAGS[role]] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', (code) => reject(new Error(`the ${role} process ended (${code})`)));
  });
  return { port, child };
}

function forMs(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() < end;
}

/** Requests one after the other on each connection while `more` says so; how long each took. */
async function load(target: http.RequestOptions, more: () => boolean): Promise<number[]> {
  const times: number[] = [];
  const client = async () => {
    while (more()) {
      const from = performance.now();
      const status = await new Promise<number>((resolve, reject) => {
        http
          .get(target, (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode ?? 0)).on('error', reject);
          })
          .on('error', reject);
      });
      if (status !== 200) throw new Error(`the session page answered ${status}`);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  return times;
}

function summary(times: number[]): { requests: number; p50: number; p95: number; p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return { requests: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
