import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS } from '../../bin/lib/child-process.mjs';
import type { HttpLoad, HttpLoadResult } from './http-load';

/** Puts load on a server from a process of its own; bin/bench.mjs bundles it beside each benchmark. */
export function runHttpLoad(load: HttpLoad): Promise<HttpLoadResult> {
  const child = fork(fileURLToPath(new URL('./http-load-process.js', import.meta.url)));
  child.send(load);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as HttpLoadResult));
    child.once('exit', (code) => code !== 0 && reject(new Error(`the load generator ended with ${code}`)));
  });
}

/** The built web process, ready on this port; `env` beside the bench's own. */
export function startWebProcess(port: number, env: Record<string, string> = {}): Promise<ChildProcess> {
  const child = fork('build/web.js', [], {
    env: { ...process.env, PORT: String(port), ...env },
    execArgv: NODE_FLAGS.web,
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`web ended with ${code}`)));
  });
}
