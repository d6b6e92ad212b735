// npm run migrate -- apply | status | check | diff. Works on DATABASE_URL; `check` and `diff` start a passing Postgres when it is not set.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure, run } from './lib/failure.mjs';
import { applyMigrations, diffMigrations, migrationStatus } from './lib/migrations.mjs';
import { removeCluster, startPostgres } from './lib/postgres.mjs';

const commands = {
  async apply() {
    const applied = await applyMigrations(requireUrl());
    console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
  },
  async status() {
    const status = await migrationStatus(requireUrl());
    for (const [kind, names] of Object.entries(status))
      if (names.length > 0) console.log(`${kind}: ${names.join(', ')}`);
    if (Object.values(status).some((names) => names.length > 0)) process.exit(1);
    console.log('The database is up to date.');
  },
  async check() {
    const sql = await withServer(diffMigrations);
    if (sql) throw new Failure(`prisma/schema and prisma/migrations disagree. What the migrations lack:\n\n${sql}`);
    console.log('Schema and migrations agree.');
  },
  async diff() {
    console.log((await withServer(diffMigrations)) || '-- Schema and migrations agree: nothing to write.');
  },
};

function requireUrl() {
  if (!process.env.DATABASE_URL) throw new Failure('Set DATABASE_URL to the database to migrate.');
  return process.env.DATABASE_URL;
}

async function withServer(work) {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const dir = mkdtempSync(path.join(tmpdir(), 'diemcau-migrate-'));
  chmodSync(dir, 0o755);
  const postgres = await startPostgres({ dir, durable: false });
  try {
    return await work(postgres.url('postgres'));
  } finally {
    await postgres.stop();
    removeCluster(dir);
  }
}

await run(async () => {
  const command = commands[process.argv[2] ?? ''];
  if (!command) throw new Failure('Usage: npm run migrate -- apply | status | check | diff');
  await command();
});
