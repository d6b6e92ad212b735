import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildProject } from './build-project.mjs';
import { clearRuntime, openDataDir, readRuntime, writeRuntime } from './data-dir.mjs';
import { makeLogins } from './database-logins.mjs';
import { Failure } from './failure.mjs';
import { applyMigrations } from './migrations.mjs';
import { portIsFree } from './ports.mjs';
import { openServers } from './servers.mjs';
import { demoAccounts, keptSecret, loadDemo, startProcesses } from './stack.mjs';
import { installSystemPackages } from './system-packages.mjs';

/** Words that are easy to read out and to type; four of them and a number are about 34 bits, and tries are throttled. */
const makePassword = () => {
  const syllables = [
    'sen',
    'lua',
    'tre',
    'nui',
    'song',
    'bien',
    'mai',
    'dao',
    'cau',
    'gio',
    'nang',
    'sao',
    'suoi',
    'rung',
    'dong',
    'hoa',
  ];
  const word = () => syllables[randomInt(syllables.length)];
  return `${word()}-${word()}-${word()}-${word()}-${randomInt(100_000, 999_999)}`;
};

/** The whole of `npm start` (or, with `dev`, `npm run dev`) after the packages are there. Resolves when everything runs; signals end it. */
export async function startEverything({ dev = false } = {}) {
  const settings = readSettings();
  const dataDir = openDataDir();
  const running = readRuntime(dataDir);
  if (running)
    throw new Failure(
      `Điểm Cầu already runs on the data folder ${dataDir} (process ${running.pid}, port ${running.port}).`,
    );
  if (!(await portIsFree(settings.port, settings.host)))
    throw new Failure(`Port ${settings.port} is taken: stop what uses it, or set PORT to another one.`);
  installSystemPackages([...(process.env.REDIS_URL ? [] : ['redis']), ...(process.env.FFMPEG_PATH ? [] : ['ffmpeg'])]);
  if (await buildProject()) console.log('Built.');

  const open = [];
  const stop = stopper(open, dataDir);
  watchSignals(stop);
  try {
    const servers = await openServers(dataDir);
    open.push(servers);
    servers.onUnexpectedExit((message) => stop(1, message));
    for (const note of servers.notes) console.log(note);
    writeRuntime(dataDir, {
      pid: process.pid,
      port: settings.port,
      databaseUrl: servers.databaseUrl,
      redisUrl: servers.redisUrl,
    });
    const applied = await applyMigrations(servers.databaseUrl);
    if (applied.length > 0) console.log(`Database: ${applied.join(', ')}`);
    // Our own Postgres: web and worker get logins that own nothing. Another one's are made by its administrator (docs/security.md).
    const logins = servers.embedded
      ? await makeLogins(servers.databaseUrl, keptSecret(dataDir, 'database_login'))
      : givenLogins();
    const env = {
      ...processEnv(settings, dataDir, servers),
      ...logins,
      ...(dev ? { NODE_ENV: 'development' } : {}),
    };
    if (settings.demo && loadDemo(dataDir, env)) console.log('The sample campaign is loaded.');
    const logDir = process.env.LOG_STDOUT === '1' ? undefined : path.join(dataDir, 'logs');
    open.push(await startProcesses({ env, logDir, dev, onGiveUp: (message) => stop(1, message) }));
    console.log(`Ready on http://localhost:${settings.port}`);
    if (settings.demo) sayAccounts(env.DEMO_PASSWORD);
    if (logDir) console.log(`Logs are in ${logDir}. Ctrl-C stops everything.`);
  } catch (error) {
    await stop(1, error instanceof Failure ? error.message : (error.stack ?? String(error)));
  }
}

const givenLogins = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(WEB|WORKER|INGEST)_DATABASE_URL$/.test(name)));

function readSettings() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Failure(`PORT: ${process.env.PORT} is not a port number.`);
  const production = process.env.NODE_ENV === 'production';
  return {
    port,
    host: process.env.HOST || '127.0.0.1',
    production,
    demo: ['1', 'true'].includes(process.env.DEMO ?? (production ? '0' : '1')),
  };
}

/** Out of the environment, or of the file that `NAME_FILE` names. */
function given(name) {
  if (process.env[name]) return process.env[name];
  const file = process.env[`${name}_FILE`];
  return file ? readFileSync(file, 'utf8').trim() : undefined;
}

function processEnv({ port, host, production, demo }, dataDir, servers) {
  const secrets = production
    ? {}
    : {
        SESSION_SECRET: given('SESSION_SECRET') ?? keptSecret(dataDir, 'session_secret'),
        MEDIA_SECRET: given('MEDIA_SECRET') ?? keptSecret(dataDir, 'media_secret'),
        AUDIT_SECRET: given('AUDIT_SECRET') ?? keptSecret(dataDir, 'audit_secret'),
        FIELD_INDEX_KEY: given('FIELD_INDEX_KEY') ?? keptSecret(dataDir, 'field_index_key'),
        ...(process.env.FIELD_KEYS ? {} : { FIELD_KEYS_FILE: process.env.FIELD_KEYS_FILE || fieldKeysFile(dataDir) }),
      };
  return {
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: host,
    DATA_DIR: dataDir,
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    DEMO: demo ? '1' : '0',
    ...secrets,
    ...(demo ? { DEMO_PASSWORD: process.env.DEMO_PASSWORD || keptSecret(dataDir, 'demo_password', makePassword) } : {}),
  };
}

/** The keys for sealing fields: a file, since `keys rotate` adds to it. */
function fieldKeysFile(dataDir) {
  keptSecret(dataDir, 'field_keys', () => `k1:${randomBytes(32).toString('hex')}\n`);
  return path.join(dataDir, 'secrets', 'field_keys');
}

function sayAccounts(password) {
  console.log('Demo accounts (user name, password):');
  for (const username of demoAccounts()) console.log(`  ${username.padEnd(16)} ${password}`);
}

/** Stops what is open, last opened first, then ends us; the second call ends us at once. */
function stopper(open, dataDir) {
  let stopping;
  return (code, message) => {
    if (stopping) return stopping;
    if (message) console.error(message);
    else console.log('Stopping …');
    stopping = (async () => {
      for (const part of open.reverse()) await part.stop();
      clearRuntime(dataDir);
      process.exit(code);
    })();
    return stopping;
  };
}

function watchSignals(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
  // npm passes SIGTERM on, but cannot when it is killed itself: then we have another parent, and nobody to stop us.
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(0), 1_000).unref();
}
