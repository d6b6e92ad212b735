import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import type { Storage } from '~/platform/storage';
import { type BackupKey, brokenBackup, decrypt, encrypt, makeBackupKey } from './container.server';
import { type DatabaseSum, dumpDatabase } from './dump-database.server';
import { readFrames } from './frames';
import { listMedia, type MediaMode, type MediaSum } from './media-manifest.server';
import { collectSecrets } from './secrets.server';

/** In clear beside the encrypted files: nothing of a person, enough to choose a backup and to see that a file is whole. */
export interface BackupIndex {
  format: 1;
  madeAt: string;
  files: Record<string, { byteSize: number; sha256: string }>;
}

export interface BackupSum {
  name: string;
  database: DatabaseSum;
  media: MediaSum;
  secrets: boolean;
  byteSize: number;
}

interface Args {
  /** Where backups lie: each in a folder of its own. */
  place: Storage;
  passphrase: string;
  /** Another one than the first; without it the secrets stay out. */
  secretsPassphrase: string | null;
  media: MediaMode;
}

export const DATABASE_FILE = 'database.dcb';
export const MEDIA_FILE = 'media.dcb';
export const SECRETS_FILE = 'secrets.dcb';
export const INDEX_FILE = 'backup.json';

/** Writes a backup of this moment. The index comes last: a folder without one is no backup. @throws AppError */
export async function runBackup(services: Services, args: Args): Promise<BackupSum> {
  if (args.secretsPassphrase !== null && args.secretsPassphrase.trim() === args.passphrase.trim())
    throw new AppError(
      'invalid',
      'SAME_KEY',
      'Khóa của tệp bí mật phải khác khóa của dữ liệu, và được giữ ở nơi khác.',
    );
  const key = await makeBackupKey(args.passphrase);
  const secretsKey = args.secretsPassphrase === null ? null : await makeBackupKey(args.secretsPassphrase);
  const madeAt = services.clock.now().toISOString();
  // Two of one second must not write into each other's files.
  const name = `diemcau-${madeAt.slice(0, 19).replaceAll(':', '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;
  const index: BackupIndex = { format: 1, madeAt, files: {} };
  const put = async (file: string, plain: AsyncIterable<Buffer>, with_: BackupKey) => {
    const hash = createHash('sha256');
    let byteSize = 0;
    const sealed = async function* () {
      for await (const chunk of encrypt(plain, with_)) {
        hash.update(chunk as Buffer);
        byteSize += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    };
    await args.place.put(`${name}/${file}`, Readable.from(sealed(), { objectMode: false })).catch(writeFailed);
    index.files[file] = { byteSize, sha256: hash.digest('hex') };
  };
  let database: DatabaseSum | undefined;
  let media: MediaSum | undefined;
  try {
    await put(
      DATABASE_FILE,
      dumpDatabase(services.pool, (sum) => (database = sum)),
      key,
    );
    await put(
      MEDIA_FILE,
      listMedia(services.storage, args.media, (sum) => (media = sum)),
      key,
    );
    if (secretsKey) await put(SECRETS_FILE, one(Buffer.from(JSON.stringify(collectSecrets(services.env)))), secretsKey);
    await args.place
      .put(`${name}/${INDEX_FILE}`, Buffer.from(`${JSON.stringify(index, null, 2)}\n`))
      .catch(writeFailed);
  } catch (error) {
    // Half a backup is none, and takes the room of the next.
    await args.place.remove(name).catch(() => {});
    throw error;
  }
  if (!database || !media) throw brokenBackup();
  const byteSize = Object.values(index.files).reduce((sum, file) => sum + file.byteSize, 0);
  return { name, database, media, secrets: secretsKey !== null, byteSize };
}

async function* one(data: Buffer): AsyncGenerator<Buffer> {
  yield data;
}

/** @throws AppError for what the place refuses */
export function writeFailed(error: unknown): never {
  const code = (error as NodeJS.ErrnoException)?.code ?? (error as { name?: string })?.name ?? '';
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code))
    throw new AppError(
      'unavailable',
      'NO_ROOM',
      'Nơi lưu đã hết chỗ; bản sao lưu dở dang đã được xóa. Hãy giải phóng chỗ rồi chạy lại.',
    );
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    throw new AppError(
      'unavailable',
      'NOT_WRITABLE',
      'Không ghi được vào nơi lưu ({{code}}). Hãy kiểm tra đường dẫn và quyền ghi.',
      { code },
    );
  throw error;
}

export async function readIndex(place: Storage, name: string): Promise<BackupIndex> {
  try {
    const index = JSON.parse((await buffer(await place.read(`${name}/${INDEX_FILE}`))).toString()) as BackupIndex;
    if (index.format === 1 && index.files[DATABASE_FILE]) return index;
  } catch {
    // Not there, or not ours.
  }
  throw new AppError('not-found', 'NO_BACKUP', 'Không có bản sao lưu hoàn chỉnh nào tên {{name}} ở nơi này.', { name });
}

/** The newest whole backup of a place. @throws AppError not-found */
export async function newestBackup(place: Storage): Promise<string> {
  const names = (await place.list('')).flatMap(
    (key) => /^(diemcau-[\da-f-]+)\/backup\.json$/.exec(key.replace(/^\/+/, ''))?.[1] ?? [],
  );
  const newest = names.sort().at(-1);
  if (newest) return newest;
  throw new AppError('not-found', 'NO_BACKUP', 'Không có bản sao lưu hoàn chỉnh nào ở nơi này.');
}

/** A file of the backup in clear; its end is only reached when every byte of it was right. @throws AppError */
export async function* openFile(
  place: Storage,
  name: string,
  file: string,
  passphrase: string,
  keys: Map<string, BackupKey>,
): AsyncGenerator<Buffer> {
  const index = await readIndex(place, name);
  const expected = index.files[file];
  if (!expected) throw brokenBackup();
  const hash = createHash('sha256');
  const stored = await place.read(`${name}/${file}`);
  const sealed = async function* () {
    for await (const chunk of stored) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  };
  yield* decrypt(sealed(), passphrase, keys);
  if (hash.digest('hex') !== expected.sha256) throw brokenBackup();
}

/** Reads the whole backup without writing anything: every byte authenticated, every table counted and hashed again. @throws AppError */
export async function verifyBackup(
  place: Storage,
  { name, passphrase, secretsPassphrase }: { name: string; passphrase: string; secretsPassphrase: string | null },
): Promise<{ tables: number; rows: number; files: number; secrets: boolean }> {
  const keys = new Map<string, BackupKey>();
  const found = { tables: 0, rows: 0, files: 0, secrets: false };
  let hash = createHash('sha256');
  for await (const frame of readFrames(openFile(place, name, DATABASE_FILE, passphrase, keys))) {
    if ('data' in frame) hash.update(frame.data);
    else if (typeof frame.json.ended === 'string') {
      if (hash.digest('hex') !== frame.json.sha256) throw brokenBackup();
      hash = createHash('sha256');
      found.tables += 1;
      found.rows += Number(frame.json.rows);
    }
  }
  for await (const frame of readFrames(openFile(place, name, MEDIA_FILE, passphrase, keys)))
    if ('json' in frame && typeof frame.json.ended === 'string') found.files += 1;
  if (secretsPassphrase !== null) {
    for await (const _ of openFile(place, name, SECRETS_FILE, secretsPassphrase, keys)) found.secrets = true;
  }
  return found;
}
