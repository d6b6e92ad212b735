import { createReadStream } from 'node:fs';
import { cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Env } from './env';
import { AppError } from './errors';
import { s3Storage } from './storage-s3';
import { readStorageUrl } from './storage-url';

/** Where finished files live (renditions, reports, imports). Keys are relative paths like `reports/12/bao-cao.docx`. */
export interface Storage {
  /** Writes a whole object; it appears only when complete. Returns its size in bytes. */
  put(key: string, content: Uint8Array | Readable): Promise<number>;
  /** Moves a finished local folder to a key prefix (which must not exist yet). */
  putFolder(prefix: string, localFolder: string): Promise<void>;
  /** @throws AppError not-found */
  read(key: string, range?: { start: number; end: number }): Promise<Readable>;
  /** null when absent. */
  stat(key: string): Promise<{ byteSize: number; modifiedAt: Date } | null>;
  /** Removes an object or everything under a prefix; absent is fine. */
  remove(keyOrPrefix: string): Promise<void>;
  list(prefix: string): Promise<string[]>;
  /** Throws when the store cannot be used. */
  check(): Promise<void>;
}

export function connectStorage(
  env: Pick<Env, 'STORAGE_URL' | 'DATA_DIR' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'>,
): Storage {
  const place = readStorageUrl(env.STORAGE_URL);
  if (place.kind === 'disk')
    return diskStorage(place.folder === null ? path.join(env.DATA_DIR, 'storage') : path.resolve(place.folder));
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  return s3Storage(place, { accessKeyId, secretAccessKey });
}

function diskStorage(root: string): Storage {
  const locate = (key: string) => {
    const file = path.resolve(root, key);
    if (file !== root && !file.startsWith(root + path.sep))
      throw new AppError('not-found', 'NO_SUCH_FILE', 'Không tìm thấy tệp.');
    return file;
  };
  let temporary = 0;
  const temporaryName = () => path.join(root, '.tmp', `${process.pid}-${Date.now()}-${temporary++}`);
  return {
    async put(key, content) {
      const target = locate(key);
      const partial = temporaryName();
      await mkdir(path.dirname(partial), { recursive: true });
      await mkdir(path.dirname(target), { recursive: true });
      try {
        const file = await open(partial, 'w', 0o640);
        try {
          // Chunk by chunk: a write stream on the handle would keep its `close` waiting for ever.
          if (content instanceof Uint8Array) await file.writeFile(content);
          else for await (const chunk of content) await file.writeFile(chunk as Uint8Array);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(partial, target);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      return (await stat(target)).size;
    },
    async putFolder(prefix, localFolder) {
      const target = locate(prefix);
      await mkdir(path.dirname(target), { recursive: true });
      await rm(target, { recursive: true, force: true });
      try {
        await rename(localFolder, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        const partial = temporaryName();
        await cp(localFolder, partial, { recursive: true });
        await rename(partial, target);
        await rm(localFolder, { recursive: true, force: true });
      }
    },
    async read(key, range) {
      const file = locate(key);
      if (!(await this.stat(key))) throw new AppError('not-found', 'NO_SUCH_FILE', 'Không tìm thấy tệp.');
      return createReadStream(file, range);
    },
    async stat(key) {
      try {
        const found = await stat(locate(key));
        return found.isFile() ? { byteSize: found.size, modifiedAt: found.mtime } : null;
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
        throw error;
      }
    },
    async remove(key) {
      await rm(locate(key), { recursive: true, force: true });
    },
    async list(prefix) {
      const folder = locate(prefix);
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
        .sort();
    },
    async check() {
      await mkdir(root, { recursive: true });
      await this.put('.check', Buffer.from('ok'));
    },
  };
}
