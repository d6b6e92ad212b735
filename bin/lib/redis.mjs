import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { Failure } from './failure.mjs';
import { freePort } from './ports.mjs';
import { startService } from './service.mjs';

/** The server to run, from PATH: Redis or Valkey; undefined when neither is installed. */
export function redisCommand() {
  return ['redis-server', 'valkey-server'].find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

/**
 * Starts a Redis of our own with its files in `dir`, on a free port of 127.0.0.1 with a password.
 * `durable: false` is for tests: nothing is written to disk.
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void>, onUnexpectedExit: (report: (message: string) => void) => void }>}
 */
export async function startRedis({ dir, durable = true, databases = 16 }) {
  const command = redisCommand();
  if (!command) throw new Failure('There is no redis-server or valkey-server on PATH.');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const password = keptPassword(dir);
  const port = await freePort();
  const url = `redis://:${password}@127.0.0.1:${port}/0`;
  const settings = [
    `dir ${JSON.stringify(dir)}`,
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    `databases ${databases}`,
    'maxmemory-policy noeviction',
    'save ""',
    durable ? 'appendonly yes' : 'appendonly no',
    // `no`: every command is written to the file before it is answered, so a killed Redis loses nothing that was acknowledged.
    // `everysec` answers without writing while its fsync runs. Against a power cut use `always` on a disk that can bear it.
    'appendfsync no',
    'daemonize no',
    'loglevel notice',
  ];
  // In a file, so that the password is not in the process list.
  const configFile = path.join(dir, 'redis.conf');
  writeFileSync(configFile, `${settings.join('\n')}\n`, { mode: 0o600 });
  const service = await startService({
    name: 'Redis',
    command,
    args: [configFile],
    logFile: path.join(dir, 'redis.log'),
    isReady: () => answers(url),
  });
  return { ...service, url, port };
}

function keptPassword(dir) {
  const file = path.join(dir, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Whether the server answers; false while it still loads its file. */
async function answers(url) {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    connectTimeout: 500,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
