import { createReadStream } from 'node:fs';
import { chmod, chown, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { AppError } from '~/platform/errors';
import type { Storage } from '~/platform/storage';
import { type BackupKey, decrypt, encrypt, makeBackupKey } from './container.server';
import { dataFrame, jsonFrame, readFrames } from './frames';
import { writeFailed } from './run-backup.server';

// Restoring to a point in time, for the Postgres that the system brings itself: a copy of its folder while it runs (the low-level way of
// the Postgres manual, "Making a Base Backup Using the Low Level API") and every piece of its journal since. For a managed Postgres the
// provider does this; see docs/backup.md.

/** Made anew by the server, or wrong in a copy. */
const LEFT_OUT = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/./;
const NEVER = /(^|\/)(postmaster\.(pid|opts)|backup_label|tablespace_map|pgsql_tmp[^/]*)(\/|$)/;

async function dataDirectory(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ data_directory: string; archive_mode: string }>(
    `select current_setting('data_directory') as data_directory, current_setting('archive_mode') as archive_mode`,
  );
  const found = rows[0];
  const local = found && (await stat(path.join(found.data_directory, 'PG_VERSION')).catch(() => null));
  if (!local)
    throw new AppError(
      'conflict',
      'NOT_LOCAL',
      'Cơ sở dữ liệu không nằm trên máy này. Hãy dùng sao lưu theo thời điểm của nhà cung cấp (xem docs/backup.md).',
    );
  if (found.archive_mode !== 'on')
    throw new AppError(
      'conflict',
      'NO_ARCHIVE',
      'Nhật ký giao dịch chưa được lưu giữ. Hãy khởi động lại hệ thống với WAL_ARCHIVE=1 rồi thử lại.',
    );
  return found.data_directory;
}

/** Copies the running cluster. @returns the backup's name and size @throws AppError conflict: not local, no archive */
export async function makeBaseBackup(
  pool: Pool,
  { place, passphrase, dataDir, now }: { place: Storage; passphrase: string; dataDir: string; now: Date },
): Promise<{ name: string; byteSize: number }> {
  const folder = await dataDirectory(pool);
  const key = await makeBackupKey(passphrase);
  const name = `base-${now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}Z.dcb`;
  const password = await readFile(path.join(dataDir, 'postgres', 'password'), 'utf8');
  const plain = copyCluster(pool, folder, password);
  const byteSize = await place
    .put(`point-in-time/${name}`, Readable.from(encrypt(plain, key), { objectMode: false }))
    .catch(writeFailed);
  return { name, byteSize };
}

async function* copyCluster(pool: Pool, folder: string, password: string): AsyncGenerator<Buffer> {
  // One session from start to stop: the server ends the backup when it goes away.
  const client = await pool.connect();
  let stopped = false;
  try {
    await client.query('set statement_timeout = 0');
    await client.query(`select pg_backup_start('diemcau', true)`);
    yield jsonFrame({ format: 1, password });
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const full = path.join(entry.parentPath, entry.name);
      const relative = path.relative(folder, full);
      if (LEFT_OUT.test(relative) || NEVER.test(relative)) continue;
      if (entry.isDirectory()) yield jsonFrame({ folder: relative });
      else if (entry.isFile()) yield* copyFile(full, relative);
    }
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(true)');
    stopped = true;
    yield jsonFrame({ file: 'backup_label' });
    yield dataFrame(Buffer.from(rows[0]?.labelfile ?? ''));
    yield jsonFrame({ end: true });
  } finally {
    // An aborted backup ends with its session.
    client.release(!stopped);
  }
}

/** A file that is dropped meanwhile is in the journal; one that grows is read to where it was. */
async function* copyFile(full: string, relative: string): AsyncGenerator<Buffer> {
  const handle = await open(full).catch(() => null);
  if (!handle) return;
  try {
    yield jsonFrame({ file: relative });
    for await (const chunk of handle.createReadStream({ autoClose: false })) yield dataFrame(chunk as Buffer);
  } finally {
    await handle.close();
  }
}

/** Encrypts the finished pieces of the journal into the place and takes them from the spool. @returns how many */
export async function shipJournal(
  pool: Pool,
  { place, passphrase }: { place: Storage; passphrase: string },
): Promise<number> {
  const folder = await dataDirectory(pool);
  const spool = path.join(path.dirname(folder), 'wal-spool');
  const pieces = (await readdir(spool)).filter((name) =>
    /^[0-9A-F]{24}(\.[0-9A-F]{8}\.backup)?$|^[0-9A-F]{8}\.history$/.test(name),
  );
  if (pieces.length === 0) return 0;
  const key = await makeBackupKey(passphrase);
  for (const piece of pieces.sort()) {
    const file = path.join(spool, piece);
    const sealed = Readable.from(encrypt(createReadStream(file), key), { objectMode: false });
    await place.put(`point-in-time/wal/${piece}.dcb`, sealed).catch(writeFailed);
    await rm(file);
  }
  return pieces.length;
}

interface RestoreArgs {
  place: Storage;
  passphrase: string;
  /** An empty DATA_DIR. */
  dataDir: string;
  at: Date;
  /** Everything the journal has; a moment after its end would stop the server with an error. */
  latest?: boolean;
  /** Whose Postgres runs; undefined: who we are. */
  user: { uid: number; gid: number } | undefined;
}

/**
 * Writes the cluster as it can become what it was at a moment: the last copy before it, the journal since, and the order to the server to
 * replay until then. It does so at its next start. @throws AppError not-found: no copy before that moment; conflict: not empty
 */
export async function prepareRestore(args: RestoreArgs): Promise<{ base: string; journal: number }> {
  const { place, passphrase, dataDir, at, user } = args;
  const home = path.join(dataDir, 'postgres');
  const data = path.join(home, 'data');
  if ((await readdir(home).catch(() => [])).length > 0)
    throw new AppError(
      'conflict',
      'NOT_EMPTY',
      'Nơi phục hồi đã có dữ liệu ({{table}}); chưa thay đổi gì. Hãy chỉ một cơ sở dữ liệu hoặc thư mục trống.',
      { table: home },
    );
  const names = (await place.list('point-in-time')).map((key) => key.split('/').slice(-2).join('/'));
  const stamp = `base-${at.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}Z.dcb`;
  const base = names
    .flatMap((key) => /base-[\d-]+Z\.dcb$/.exec(key)?.[0] ?? [])
    .filter((name) => name <= stamp)
    .sort()
    .at(-1);
  if (!base)
    throw new AppError('not-found', 'NO_BASE', 'Không có bản sao nền nào trước thời điểm {{at}} ở nơi này.', {
      at: at.toISOString(),
    });
  const keys = new Map<string, BackupKey>();
  const journal = path.join(home, 'wal-restore');
  try {
    await mkdir(data, { recursive: true });
    await mkdir(journal, { recursive: true });
    const password = await writeCluster(decrypt(await place.read(`point-in-time/${base}`), passphrase, keys), data);
    const pieces = names.flatMap((key) => /^wal\/(.+)\.dcb$/.exec(key)?.[1] ?? []);
    for (const piece of pieces) {
      const plain = decrypt(await place.read(`point-in-time/wal/${piece}.dcb`), passphrase, keys);
      await writeFile(path.join(journal, piece), Readable.from(plain, { objectMode: false }));
    }
    await writeFile(path.join(data, 'recovery.signal'), '');
    const order = [
      `restore_command = 'cp "${journal.replaceAll("'", "''")}/%f" "%p"'`,
      ...(args.latest ? [] : [`recovery_target_time = '${at.toISOString().replace('T', ' ').replace('Z', '+00')}'`]),
      `recovery_target_action = 'promote'`,
      // Nobody connects before it has arrived.
      `hot_standby = off`,
    ];
    await writeFile(path.join(data, 'postgresql.auto.conf'), `${order.join('\n')}\n`);
    await giveTo(home, user);
    await chmod(data, 0o700);
    await writeFile(path.join(home, 'password'), password, { mode: 0o600 });
    return { base, journal: pieces.length };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    return writeFailed(error);
  }
}

/** @returns the password of the cluster's owner */
async function writeCluster(plain: AsyncIterable<Buffer>, data: string): Promise<string> {
  let password = '';
  let target: Awaited<ReturnType<typeof open>> | null = null;
  try {
    for await (const frame of readFrames(plain)) {
      if ('data' in frame) {
        await target?.writeFile(frame.data);
        continue;
      }
      await target?.close();
      target = null;
      const { folder, file, password: given } = frame.json as { folder?: string; file?: string; password?: string };
      if (given !== undefined) password = given;
      else if (folder !== undefined) await mkdir(inside(data, folder), { recursive: true, mode: 0o700 });
      else if (file !== undefined) {
        const full = inside(data, file);
        await mkdir(path.dirname(full), { recursive: true, mode: 0o700 });
        target = await open(full, 'w', 0o600);
      }
    }
  } finally {
    await target?.close();
  }
  return password;
}

/** Names come from a file: none may lead out of the folder. */
function inside(root: string, name: string): string {
  const full = path.resolve(root, name);
  if (!full.startsWith(root + path.sep)) throw new Error(`${name} leads out of the folder`);
  return full;
}

async function giveTo(folder: string, user: RestoreArgs['user']): Promise<void> {
  if (!user) return;
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chown(path.join(entry.parentPath, entry.name), user.uid, user.gid);
}
