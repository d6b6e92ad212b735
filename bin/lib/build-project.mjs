import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { build, stop } from 'esbuild';
import { Failure } from './failure.mjs';
import { fingerprint, unlessStamped } from './fingerprint.mjs';
import { generateClient } from './generate-client.mjs';
import { inRoot, root } from './root.mjs';

const entries = {
  web: 'app/http/main.ts',
  dev: 'app/http/dev.ts',
  worker: 'worker/index.ts',
  ingest: 'worker/ingest/index.ts',
  cli: 'bin/cli/main.ts',
};

const nodeSources = ['app', 'worker', 'bin/cli', 'prisma/schema', 'tsconfig.json', 'package-lock.json'];
const pageSources = [
  'app',
  'public',
  'prisma/schema',
  'vite.config.ts',
  'remix.config.js',
  'tsconfig.json',
  'package-lock.json',
];
const isSource = (file) => !/\.test\.tsx?$|README\.md$/.test(file);

/** Bundles TypeScript for Node: packages stay outside, `~/` is app/, source maps beside. */
export async function bundle(entryPoints, outdir) {
  await build({
    entryPoints,
    outdir,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '~': inRoot('app') },
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  // Its service process would stay for as long as we do.
  await stop();
}

/** The Node processes: build/web.js, worker.js, ingest.js, cli.js. Returns whether something was built. */
export async function buildProcesses() {
  await generateClient();
  if (Object.keys(entries).some((name) => !existsSync(inRoot('build', `${name}.js`))))
    rmSync(inRoot('build/.processes'), { force: true });
  return unlessStamped(inRoot('build/.processes'), fingerprint(nodeSources, isSource), () =>
    bundle(Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, inRoot(file)])), inRoot('build')),
  );
}

/** The pages: build/client and build/server. Returns whether something was built. */
async function buildPages() {
  await generateClient();
  if (!existsSync(inRoot('build/server/index.js'))) rmSync(inRoot('build/.pages'), { force: true });
  return unlessStamped(inRoot('build/.pages'), fingerprint(pageSources, isSource), () => {
    const result = spawnSync(process.execPath, [inRoot('node_modules/@remix-run/dev/dist/cli.js'), 'vite:build'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' },
    });
    if (result.status !== 0) throw new Failure(`The pages could not be built:\n${result.stdout}${result.stderr}`);
  });
}

/** Everything that `npm start` runs; quick when nothing has changed. */
export async function buildProject() {
  // Pages first: Remix empties build/ before it writes.
  const pages = await buildPages();
  const processes = await buildProcesses();
  return processes || pages;
}
