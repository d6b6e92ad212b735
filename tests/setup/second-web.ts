import { fork } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../bin/lib/ports.mjs';
import { inRoot, root } from '../../bin/lib/root.mjs';
import type { Stack } from './stack';

/** A second web process on a stack's data with other settings; stop it before the stack. */
export async function startWithSettings(
  stack: Stack,
  settings: Record<string, string>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = fork(inRoot('build/web.js'), [], {
    cwd: root,
    env: { ...process.env, ...stack.env, PORT: String(port), PUBLIC_URL: url, LOG_LEVEL: 'silent', ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`web ended with ${code}`);
    }),
  ]);
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
