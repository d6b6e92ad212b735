// npm run bench [-- NAME…]: runs tests/bench/NAME.bench.ts one after the other, each on fresh, durable servers; prints JSON lines.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildProject, bundle } from './lib/build-project.mjs';
import { Failure, run } from './lib/failure.mjs';
import { applyMigrations } from './lib/migrations.mjs';
import { ensureDatabase } from './lib/postgres.mjs';
import { inRoot, root } from './lib/root.mjs';
import { startTestServers } from './lib/test-servers.mjs';

await run(async () => {
  const folder = inRoot('tests/bench');
  const known = readdirSync(folder).flatMap((file) => file.match(/^(.+)\.bench\.ts$/)?.[1] ?? []);
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failure(`No such benchmark: ${unknown.join(', ')}. There are: ${known.join(', ')}`);
  const names = asked.length > 0 ? asked : known;

  await buildProject();
  const outdir = inRoot('build/bench');
  const files = Object.fromEntries(names.map((name) => [name, path.join(folder, `${name}.bench.ts`)]));
  await bundle({ ...files, 'http-load-process': path.join(folder, 'http-load-process.ts') }, outdir);
  let failed = false;
  for (const name of names) if (!(await measure(name, path.join(outdir, `${name}.js`)))) failed = true;
  process.exit(failed ? 1 : 0);
});

/** The benchmark gets DATABASE_URL (migrated, empty), REDIS_URL and DATA_DIR of its own. Returns whether it ended well. */
async function measure(name, file) {
  const servers = await startTestServers({ durable: true });
  try {
    const database = `bench_${name.replaceAll('-', '_')}`;
    await ensureDatabase(servers.databaseUrl, database);
    const url = new URL(servers.databaseUrl);
    url.pathname = `/${database}`;
    await applyMigrations(url.toString());
    const dataDir = mkdtempSync(path.join(servers.folder, 'data-'));
    const child = spawn(process.execPath, ['--expose-gc', '--enable-source-maps', file], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        LOG_LEVEL: 'silent',
        ...process.env,
        NODE_ENV: 'production',
        DEMO: '1',
        DATABASE_URL: url.toString(),
        REDIS_URL: servers.redisUrl,
        DATA_DIR: dataDir,
      },
    });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    rmSync(dataDir, { recursive: true, force: true });
    if (code !== 0) console.error(`The benchmark ${name} failed (${code}).`);
    return code === 0;
  } finally {
    await servers.stop();
  }
}
