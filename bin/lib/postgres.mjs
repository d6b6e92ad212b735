import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Failure } from './failure.mjs';
import { freePort } from './ports.mjs';
import { hydrateSymlinks, postgresHome } from './postgres-binaries.mjs';
import { startService } from './service.mjs';
import { canReach, serviceUser } from './service-user.mjs';
import { archiveSettings } from './wal-archive.mjs';

const ROLE = 'diemcau';

/**
 * Starts the embedded Postgres with its data in `dir`, made on first use, on a free port of 127.0.0.1.
 * `durable: false` is for tests: no fsync. `archive` keeps the journal for a restore to a point in time (docs/backup.md).
 * @returns {Promise<{ url: (database: string) => string, port: number, dir: string, notes: string[], stop: () => Promise<void>, onUnexpectedExit: (report: (message: string) => void) => void }>}
 */
export async function startPostgres({ dir, durable = true, archive = false, settings = {} }) {
  const user = serviceUser();
  const notes = [];
  mkdirSync(dir, { recursive: true });
  const place = choosePlace(dir, user, notes);
  const home = reachableHome(user, place, notes);
  const data = path.join(place, 'data');
  const secretFile = path.join(dir, 'password');
  if (!existsSync(path.join(data, 'PG_VERSION'))) initialise({ home, data, user, secretFile, dir });
  const password = readSecret(secretFile);
  checkVersion(home, data);
  await stopLeftover(data);

  const port = await freePort();
  const url = (database) => `postgresql://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
  const options = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    work_mem: '16MB',
    max_wal_size: '4GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...(archive ? archiveSettings(place, user) : {}),
    ...settings,
  };
  const service = await startService({
    name: 'Postgres',
    command: path.join(home, 'bin/postgres'),
    args: ['-D', data, ...Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    signal: 'SIGINT',
    user,
    env: { LC_ALL: 'C' },
    logFile: path.join(dir, 'postgres.log'),
    isReady: () => accepts(url('postgres')),
    beforeRestart: () => stopLeftover(data),
  });
  return { ...service, url, port, dir: data, notes };
}

/** Removes the files of a stopped cluster, also when they live elsewhere (see choosePlace). */
export function removeCluster(dir) {
  const locationFile = path.join(dir, 'location');
  if (existsSync(locationFile)) rmSync(readFileSync(locationFile, 'utf8').trim(), { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
}

/** Creates the database unless it exists. */
export async function ensureDatabase(url, name) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function accepts(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 500 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Where the cluster lives: in `dir`, or, when the service user cannot enter it, in a place of its own named in dir/location. */
function choosePlace(dir, user, notes) {
  const locationFile = path.join(dir, 'location');
  if (existsSync(locationFile)) return readFileSync(locationFile, 'utf8').trim();
  if (canReach(user, dir)) return dir;
  const place = path.join(
    '/var/lib',
    `diemcau-${createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 10)}`,
  );
  mkdirSync(place, { recursive: true, mode: 0o755 });
  writeFileSync(locationFile, `${place}\n`);
  notes.push(`Postgres runs as ${user.name}, who cannot enter ${dir}: its data is in ${place}.`);
  return place;
}

/** The binaries, copied beside the data when the service user cannot reach node_modules. */
function reachableHome(user, place, notes) {
  hydrateSymlinks();
  const home = postgresHome();
  if (canReach(user, path.join(home, 'bin'))) return home;
  const { version } = JSON.parse(readFileSync(path.join(home, '../package.json'), 'utf8'));
  const parent = canReach(user, place) ? place : `/var/lib/diemcau-postgres`;
  const copy = path.join(parent, `postgres-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    mkdirSync(parent, { recursive: true, mode: 0o755 });
    cpSync(home, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, copy);
    notes.push(`Postgres' programs were copied to ${copy}, where ${user.name} can run them.`);
  }
  return copy;
}

function initialise({ home, data, user, secretFile, dir }) {
  if (existsSync(data) && readdirSync(data).length > 0) {
    throw new Failure(
      `${data} is not empty and holds no Postgres cluster: choose another DATA_DIR or move that folder away.`,
    );
  }
  mkdirSync(data, { recursive: true });
  chmodSync(data, 0o700);
  if (user) chownSync(data, user.uid, user.gid);
  const password = randomBytes(24).toString('base64url');
  const half = `${data}.password`;
  writeFileSync(half, password, { mode: 0o600 });
  if (user) chownSync(half, user.uid, user.gid);
  const result = spawnSync(
    path.join(home, 'bin/initdb'),
    [
      `--pgdata=${data}`,
      `--username=${ROLE}`,
      `--pwfile=${half}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    {
      encoding: 'utf8',
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    },
  );
  rmSync(half, { force: true });
  if (result.status !== 0) {
    throw new Failure(
      `Postgres could not make its data folder in ${data}: ${(result.stderr || result.error?.message || '').trim().split('\n').at(-1)}`,
    );
  }
  writeFileSync(secretFile, password, { mode: 0o600 });
  writeFileSync(path.join(dir, 'README'), `Made by Điểm Cầu. The database of this installation is in ${data}.\n`);
}

function readSecret(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Failure(
      `${path.dirname(file)} was not made by Điểm Cầu (or by another user): ${file} cannot be read. Choose another DATA_DIR.`,
    );
  }
}

function checkVersion(home, data) {
  const has = readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  const wants = spawnSync(path.join(home, 'bin/postgres'), ['--version'], { encoding: 'utf8' }).stdout.match(
    /(\d+)[.b]/,
  )?.[1];
  if (wants && has !== wants)
    throw new Failure(
      `${data} belongs to Postgres ${has}, this is Postgres ${wants}: see the operator guide on upgrading, or choose another DATA_DIR.`,
    );
}

/** A postmaster whose asker was killed together with its guard still holds the folder: it is stopped; one in use is not. */
async function stopLeftover(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!pid || !isAlive(pid)) return;
  const parent = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  if (!/postgres/.test(parent)) return;
  if (!parent.startsWith('1 '))
    throw new Failure(
      `The data folder ${data} is in use by a running Postgres (process ${pid}): is Điểm Cầu running already?`,
    );
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
