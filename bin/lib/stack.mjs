import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keepRunning } from './child-process.mjs';
import { envOfProcess } from './database-logins.mjs';
import { Failure } from './failure.mjs';
import { inRoot, root } from './root.mjs';

const PROCESSES = ['web', 'worker', 'ingest'];

/** A random value kept in DATA_DIR/secrets, made on first use. */
export function keptSecret(dataDir, name, make = () => randomBytes(32).toString('hex')) {
  const file = path.join(dataDir, 'secrets', name);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, make(), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}

/** Loads the sample campaign and the demo accounts, once per DATA_DIR and database. Returns whether it did. */
export function loadDemo(dataDir, env) {
  const stamp = path.join(dataDir, 'demo-loaded');
  if (existsSync(stamp)) return false;
  const result = spawnSync(process.execPath, ['--enable-source-maps', inRoot('build/cli.js'), 'demo', 'load'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env, LOG_LEVEL: 'warn' },
  });
  if (result.status !== 0)
    throw new Failure(`The sample campaign could not be loaded: ${(result.stderr || result.stdout).trim()}`);
  writeFileSync(stamp, new Date().toISOString());
  return true;
}

/** The demo accounts' names, in the order they are shown. */
export function demoAccounts() {
  return JSON.parse(readFileSync(inRoot('content/demo.json'), 'utf8')).accounts.map(({ username }) => username);
}

/**
 * Starts web (with `dev` the one with Vite in front), worker and ingest and waits until each says it is ready and /readyz answers 200.
 * @returns {Promise<{ url: string, processes: { name: string, pid: number, logFile?: string }[], stop: () => Promise<void> }>}
 */
export async function startProcesses({ env, logDir, onGiveUp, names = PROCESSES, dev = false }) {
  const processes = names.map((name) =>
    keepRunning({
      name,
      program: dev && name === 'web' ? 'dev' : name,
      env: envOfProcess(name, env),
      logDir,
      onGiveUp,
    }),
  );
  const stop = async () => {
    await Promise.all(processes.map((one) => one.stop()));
  };
  try {
    await Promise.all(processes.map((one) => one.ready));
    const url = `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST === '0.0.0.0' ? '127.0.0.1' : env.HOST}:${env.PORT}`;
    await untilReady(url);
    return { url, processes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(url, timeoutMs = 30_000) {
  const deadline = Date.now() + timeoutMs;
  let found = 'no answer';
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    if (response) found = await response.text();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Failure(`The site did not become ready: ${found}`);
}
