import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { fingerprint, unlessStamped } from './fingerprint.mjs';
import { inRoot, root } from './root.mjs';

const output = inRoot('app/platform/generated/prisma');
const stamp = inRoot('app/platform/generated/.stamp');

/**
 * Generates the Prisma client when the schema or Prisma itself has changed. Works offline: `prisma generate` looks for a
 * native schema engine that it never runs, so any executable does for it.
 */
export function generateClient() {
  const value = fingerprint(['prisma/schema', 'prisma.config.ts', 'node_modules/prisma/package.json']);
  if (!existsSync(`${output}/client.ts`)) rmSync(stamp, { force: true });
  return unlessStamped(stamp, value, () => {
    const result = spawnSync(process.execPath, [inRoot('node_modules/prisma/build/index.js'), 'generate'], {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
    if (result.status !== 0) throw new Failure(`prisma generate failed:\n${result.stdout}${result.stderr}`);
  });
}
