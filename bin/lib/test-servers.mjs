import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeLogins } from './database-logins.mjs';
import { applyMigrations } from './migrations.mjs';
import { ensureDatabase, removeCluster, startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { inRoot } from './root.mjs';
import { canReach, serviceUser } from './service-user.mjs';

/** Name of the migrated database that test files clone. */
export const TEMPLATE = 'diemcau_template';
/** Of the logins of web and worker in test clusters. */
export const LOGIN_PASSWORD = 'logins-of-tests';

/**
 * Starts a Postgres (migrated once into the template) and a Redis of this run only, under .test-data/run-PID, and removes
 * what runs that were killed left there. Uses TEST_DATABASE_URL and TEST_REDIS_URL instead when both are set.
 * @returns {Promise<{ databaseUrl: string, redisUrl: string, folder: string, stop: () => Promise<void> }>}
 */
export async function startTestServers({ durable = false } = {}) {
  const folder = path.join(runsFolder(), `run-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  if (process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL) {
    await prepareTemplate(process.env.TEST_DATABASE_URL);
    const stop = async () => rmSync(folder, { recursive: true, force: true });
    return { databaseUrl: process.env.TEST_DATABASE_URL, redisUrl: process.env.TEST_REDIS_URL, folder, stop };
  }
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: path.join(folder, 'postgres'), durable, settings: { max_connections: 400 } }),
    startRedis({ dir: path.join(folder, 'redis'), durable, databases: 512 }),
  ]);
  const databaseUrl = postgres.url('postgres');
  await prepareTemplate(databaseUrl);
  return {
    databaseUrl,
    redisUrl: redis.url,
    folder,
    async stop() {
      await Promise.all([postgres.stop(), redis.stop()]);
      removeCluster(path.join(folder, 'postgres'));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function prepareTemplate(url) {
  await ensureDatabase(url, TEMPLATE);
  const template = new URL(url);
  template.pathname = `/${TEMPLATE}`;
  await applyMigrations(template.toString());
  await makeLogins(url, LOGIN_PASSWORD);
}

/** .test-data, or a folder under the system's temporary one when Postgres' user cannot enter the repository. */
function runsFolder() {
  const preferred = inRoot('.test-data');
  mkdirSync(preferred, { recursive: true });
  const folder = canReach(serviceUser(), preferred) ? preferred : path.join(tmpdir(), 'diemcau-test-data');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const pid = Number(name.match(/^run-(\d+)$/)?.[1]);
    if (pid && !isAlive(pid)) {
      removeCluster(path.join(folder, name, 'postgres'));
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
  return folder;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
