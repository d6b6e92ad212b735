import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inRoot } from './root.mjs';

const QUICK_CRASHES = 5;
const CRASH_WINDOW_MS = 60_000;

/**
 * Starts a service under the guard, in its own process group (so that Ctrl-C in the terminal reaches only us), with its
 * output in `logFile`. `isReady` is asked until it answers true. A service that ends by itself afterwards is started again with the same
 * arguments, after `beforeRestart`; only when it ends again and again the handler of onUnexpectedExit is told.
 * @returns {Promise<{ pid: number, stop: () => Promise<void>, onUnexpectedExit: (report: (message: string) => void) => void }>}
 */
export async function startService({
  name,
  command,
  args,
  signal = 'SIGTERM',
  user = undefined,
  env = {},
  logFile,
  isReady,
  beforeRestart = undefined,
  timeoutMs = 30_000,
}) {
  let stopping = false;
  let report = () => {};
  let guard;
  let exit;
  let restart;
  let crashes = [];
  let gaveUp = false;
  let started = false;

  const start = () => {
    const log = openSync(logFile, 'a');
    guard = spawn(process.execPath, [inRoot('bin/lib/guard.mjs'), signal, command, ...args], {
      stdio: ['pipe', log, log],
      detached: true,
      env: { ...process.env, ...env, ...(user ? { GUARD_UID: String(user.uid), GUARD_GID: String(user.gid) } : {}) },
    });
    closeSync(log);
    guard.stdin.on('error', () => {});
    exit = new Promise((resolve) => guard.on('exit', resolve));
    void exit.then(onExit);
  };
  const onExit = () => {
    if (stopping || !started) return;
    crashes = [...crashes.filter((at) => at > Date.now() - CRASH_WINDOW_MS), Date.now()];
    if (crashes.length > QUICK_CRASHES) {
      gaveUp = true;
      return report(`${name} stopped by itself again and again; see ${logFile}`);
    }
    process.stderr.write(`${name} stopped by itself; starting it again.\n`);
    const again = async () => {
      await beforeRestart?.();
      if (!stopping) start();
    };
    restart = setTimeout(() => again().catch((error) => report(error.message)), 200 * 2 ** (crashes.length - 1));
  };

  start();
  const first = guard;
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (first.exitCode !== null || first.signalCode !== null)
      throw new Failure(`${name} did not start: ${lastLine(logFile)} (all of it: ${logFile})`);
    if (Date.now() > deadline) {
      guard.stdin.end();
      throw new Failure(`${name} did not answer within ${timeoutMs / 1000} s; see ${logFile}`);
    }
    await Promise.race([exit, new Promise((resolve) => setTimeout(resolve, 30))]);
  }
  started = true;
  return {
    pid: guard.pid,
    onUnexpectedExit: (handler) => {
      report = handler;
      if (gaveUp) report(`${name} stopped by itself again and again; see ${logFile}`);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      guard.stdin.end();
      await exit;
    },
  };
}

function lastLine(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.findLast((line) => /FATAL|ERROR|error|cannot|Can't/.test(line)) ?? lines.at(-1) ?? 'no output';
}
