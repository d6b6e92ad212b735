import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loginUrls } from '../../bin/lib/database-logins.mjs';
import { freePort } from '../../bin/lib/ports.mjs';
import { inRoot } from '../../bin/lib/root.mjs';
import { loadDemo, startProcesses } from '../../bin/lib/stack.mjs';
import { LOGIN_PASSWORD } from '../../bin/lib/test-servers.mjs';
import { createTestEnv } from './services';

/** The complete built system as a person would meet it: real processes, a database and Redis of its own, sample data. */
export interface Stack {
  url: string;
  /** Password of every demo account. */
  password: string;
  dataDir: string;
  /** Settings of the processes (RTMP_PORT among them), for services of the test's own on the same data. */
  env: Record<string, string>;
  /** Process id of web, worker or ingest right now; a killed one comes back with another. */
  pid(name: 'web' | 'worker' | 'ingest'): number;
  /** What a process logged so far. */
  log(name: 'web' | 'worker' | 'ingest'): string;
  stop(): Promise<void>;
}

interface Options {
  /** Without sample data the database is empty. */
  demo?: boolean;
  names?: ('web' | 'worker' | 'ingest')[];
  /** How people call the site. Passkeys need a name: `localhost`. */
  publicHost?: string;
  env?: Record<string, string>;
}

/** Builds when sources changed, then starts everything on free ports. Give `beforeAll` a few minutes. */
export async function startStack({
  demo = true,
  names = ['web', 'worker'],
  publicHost = '127.0.0.1',
  env: overrides = {},
}: Options = {}): Promise<Stack> {
  execFileSync(process.execPath, [inRoot('bin/build.mjs')], { stdio: 'pipe' });
  const password = 'thu-nghiem-dot-hoc-tap-2026';
  const port = await freePort();
  const { source, release } = await createTestEnv({
    // As in `npm start`: production code, sample data allowed.
    NODE_ENV: 'production',
    PORT: String(port),
    RTMP_PORT: String(await freePort()),
    HOST: '127.0.0.1',
    DEMO: '1',
    DEMO_PASSWORD: password,
    SESSION_SECRET: 'a secret of the tests and of nothing else at all',
    MEDIA_SECRET: 'another secret of the tests and of nothing else',
    AUDIT_SECRET: 'the audit secret of the tests and of nothing else',
    LOG_LEVEL: 'info',
    ...overrides,
  });
  const env = { ...source, PUBLIC_URL: `http://${publicHost}:${port}` };
  const dataDir = source.DATA_DIR ?? '';
  const logDir = path.join(dataDir, 'logs');
  let failure: string | undefined;
  try {
    if (demo) loadDemo(dataDir, env);
    // As in `npm start`: no process that answers people owns the database.
    const processEnv = { ...env, ...loginUrls(source.DATABASE_URL ?? '', LOGIN_PASSWORD) };
    const running = await startProcesses({
      env: processEnv,
      logDir,
      names,
      onGiveUp: (message: string) => (failure = message),
    });
    const find = (name: string) => {
      const one = running.processes.find((process) => process.name === name);
      if (!one) throw new Error(`${name} was not started`);
      return one;
    };
    return {
      url: running.url,
      password,
      dataDir,
      env,
      pid: (name) => find(name).pid ?? 0,
      log: (name) => readFileSync(find(name).logFile ?? '', 'utf8'),
      stop: async () => {
        await running.stop();
        await release();
        if (failure) throw new Error(failure);
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
