import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { inRoot, root } from './root.mjs';

/**
 * A page's garbage dies within milliseconds: with room for it in the young generation it is never copied to the old one.
 * Costs at most three times as many megabytes.
 */
export const NODE_FLAGS = { web: ['--max-semi-space-size=32'], worker: [], ingest: [], dev: [] };

const ROTATE_AT_BYTES = 20 * 1024 * 1024;
const QUICK_CRASHES = 5;
const CRASH_WINDOW_MS = 60_000;
const KILL_AFTER_MS = 11_000;

/**
 * Keeps one of our processes (web, worker, ingest) running: starts it again when it crashes, with a growing pause, and gives
 * up when it crashes again and again. It holds an IPC channel to us: when we are gone, it ends itself.
 * @param {{ name: string, program?: string, env: Record<string, string>, logDir?: string, onGiveUp: (message: string) => void }} options without `logDir` it writes to our output
 */
export function keepRunning({ name, program = name, env, logDir, onGiveUp }) {
  let child;
  let stopping = false;
  let restart;
  let crashes = [];
  const logFile = logDir ? openLogFile(logDir, name) : undefined;
  let settle;
  const ready = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  ready.catch(() => {});
  let wasReady = false;

  const start = () => {
    const log = logFile ? openSync(logFile, 'a') : 'inherit';
    child = spawn(
      process.execPath,
      ['--enable-source-maps', ...(NODE_FLAGS[name] ?? []), inRoot(`build/${program}.js`)],
      {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ['ignore', log, log, 'ipc'],
        detached: true,
      },
    );
    if (logFile) closeSync(log);
    child.on('message', (message) => {
      if (!message?.ready) return;
      wasReady = true;
      settle.resolve();
    });
    child.on('exit', (code, signal) => {
      if (stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      if (!wasReady) return settle.reject(new Failure(`The ${name} process ${how}: ${lastWords(logFile)}`));
      crashes = [...crashes.filter((at) => at > Date.now() - CRASH_WINDOW_MS), Date.now()];
      if (crashes.length > QUICK_CRASHES) return onGiveUp(`The ${name} process keeps crashing: ${lastWords(logFile)}`);
      process.stderr.write(`The ${name} process ${how}; starting it again.\n`);
      restart = setTimeout(start, Math.min(500 * 2 ** (crashes.length - 1), 8_000));
    });
  };
  start();

  return {
    name,
    ready,
    get pid() {
      return child.pid;
    },
    logFile,
    async stop() {
      stopping = true;
      clearTimeout(restart);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await exit;
      clearTimeout(killer);
    },
  };
}

function openLogFile(folder, name) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.log`);
  if (existsSync(file) && statSync(file).size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
  return file;
}

/** The last line a process wrote, without its JSON wrapping. */
function lastWords(file) {
  if (!file) return 'see the lines above';
  const line =
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .findLast((text) => text && !/^\s+at |^Node\.js v|^\s*\}?$/.test(text)) ?? 'no output';
  return `${line.slice(0, 300)} (all of it: ${file})`;
}
