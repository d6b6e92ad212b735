import { spawn } from 'node:child_process';
import { inRoot } from '../../bin/lib/root.mjs';

export interface CliResult {
  code: number | null;
  out: string;
  err: string;
}

/** Runs `node bin/cli.mjs …` as a person would, with the given settings and nothing of the test's own environment. */
export function runCli(args: readonly string[], env: Record<string, string>): Promise<CliResult> {
  const child = spawn(process.execPath, [inRoot('bin/cli.mjs'), ...args], {
    cwd: inRoot('.'),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } as unknown as NodeJS.ProcessEnv,
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
