import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inRoot } from './root.mjs';

/**
 * Starts a service under the guard, in its own process group (so that Ctrl-C in the terminal reaches only us), with its
 * output in `logFile`. `isReady` is asked until it answers true.
 * @returns {Promise<{ pid: number, stop: () => Promise<void>, onUnexpectedExit: (report: (message: string) => void) => void }>}
 */
export async function startService({
  name,
  command,
  args,
  signal = 'SIGTERM',
  user,
  env = {},
  logFile,
  isReady,
  timeoutMs = 30_000,
}) {
  const log = openSync(logFile, 'a');
  const guard = spawn(process.execPath, [inRoot('bin/lib/guard.mjs'), signal, command, ...args], {
    stdio: ['pipe', log, log],
    detached: true,
    env: { ...process.env, ...env, ...(user ? { GUARD_UID: String(user.uid), GUARD_GID: String(user.gid) } : {}) },
  });
  closeSync(log);
  guard.stdin.on('error', () => {});
  let stopping = false;
  let report = () => {};
  let exited = false;
  const exit = new Promise((resolve) => {
    guard.on('exit', () => {
      exited = true;
      resolve();
      if (!stopping) report(`${name} stopped by itself; see ${logFile}`);
    });
  });
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (exited) throw new Failure(`${name} did not start: ${lastLine(logFile)} (all of it: ${logFile})`);
    if (Date.now() > deadline) {
      guard.stdin.end();
      throw new Failure(`${name} did not answer within ${timeoutMs / 1000} s; see ${logFile}`);
    }
    await Promise.race([exit, new Promise((resolve) => setTimeout(resolve, 30))]);
  }
  return {
    pid: guard.pid,
    onUnexpectedExit: (handler) => {
      report = handler;
      if (exited && !stopping) report(`${name} stopped by itself; see ${logFile}`);
    },
    stop: async () => {
      stopping = true;
      guard.stdin.end();
      await exit;
    },
  };
}

function lastLine(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.findLast((line) => /FATAL|ERROR|error|cannot|Can't/.test(line)) ?? lines.at(-1) ?? 'no output';
}
