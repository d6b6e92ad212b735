// npm run cli -- COMMAND: runs build/cli.js beside a running `npm start`, or with its own Postgres and Redis for the time of the command.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildProcesses } from './lib/build-project.mjs';
import { openDataDir, readRuntime } from './lib/data-dir.mjs';
import { run } from './lib/failure.mjs';
import { applyMigrations } from './lib/migrations.mjs';
import { inRoot, root } from './lib/root.mjs';
import { openServers } from './lib/servers.mjs';

const asksForHelp = (args) => args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help';

await run(async () => {
  const args = process.argv.slice(2);
  await buildProcesses();
  if (asksForHelp(args)) process.exit(await runCli(args, {}));
  restoreInto(args);
  const dataDir = openDataDir();
  // To a point in time: the cluster itself is written, nothing may run there. The addresses are never used.
  if (args.includes('restore') && args.includes('--at'))
    process.exit(
      await runCli(args, {
        DATA_DIR: dataDir,
        DATABASE_URL: 'postgresql://none.invalid/',
        REDIS_URL: 'redis://none.invalid',
      }),
    );
  const runtime = readRuntime(dataDir);
  if (runtime)
    process.exit(
      await runCli(args, { DATA_DIR: dataDir, DATABASE_URL: runtime.databaseUrl, REDIS_URL: runtime.redisUrl }),
    );
  const servers = await openServers(dataDir);
  let code = 1;
  try {
    await applyMigrations(servers.databaseUrl);
    code = await runCli(args, { DATA_DIR: dataDir, DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl });
  } finally {
    await servers.stop();
  }
  process.exit(code);
});

/** `restore --into PLACE`: the servers below are those of that place. */
function restoreInto(args) {
  const at = args.indexOf('--into');
  const place = args.includes('restore') && at >= 0 ? args[at + 1] : undefined;
  if (!place) return;
  if (/^postgres(ql)?:/.test(place)) process.env.DATABASE_URL = place;
  else {
    delete process.env.DATABASE_URL;
    process.env.DATA_DIR = path.resolve(process.env.INIT_CWD ?? process.cwd(), place);
  }
}

/** Ctrl-C reaches the command too; we wait for it so that the servers outlive it. */
function runCli(args, env) {
  process.on('SIGINT', () => {});
  const child = spawn(process.execPath, ['--enable-source-maps', inRoot('build/cli.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DIEMCAU_CWD: process.env.INIT_CWD ?? process.cwd(),
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      ...env,
    },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
