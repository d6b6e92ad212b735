import path from 'node:path';
import { ensureDatabase, startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';

/**
 * The database and Redis of an installation: those that DATABASE_URL and REDIS_URL name, else our own under `dataDir`.
 * @returns {Promise<{ databaseUrl: string, embedded: boolean, redisUrl: string, notes: string[], stop: () => Promise<void>, onUnexpectedExit: (report: (message: string) => void) => void }>}
 */
export async function openServers(dataDir) {
  const own = [];
  const notes = [];
  const stop = async () => {
    for (const server of own.reverse()) await server.stop();
  };
  try {
    let databaseUrl = process.env.DATABASE_URL;
    let embedded = false;
    if (!databaseUrl) {
      const postgres = await startPostgres({
        dir: path.join(dataDir, 'postgres'),
        archive: process.env.WAL_ARCHIVE === '1',
      });
      own.push(postgres);
      embedded = true;
      notes.push(...postgres.notes);
      await ensureDatabase(postgres.url('postgres'), 'diemcau');
      databaseUrl = postgres.url('diemcau');
    }
    let redisUrl = process.env.REDIS_URL;
    if (!redisUrl) {
      const redis = await startRedis({ dir: path.join(dataDir, 'redis') });
      own.push(redis);
      redisUrl = redis.url;
    }
    return {
      databaseUrl,
      embedded,
      redisUrl,
      notes,
      stop,
      onUnexpectedExit: (report) => {
        for (const server of own) server.onUnexpectedExit(report);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
