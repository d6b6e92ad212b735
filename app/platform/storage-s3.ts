import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError } from './errors';
import type { Storage } from './storage';
import type { S3Place } from './storage-url';

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Parts of a large object, bytes; what is smaller goes in one request. Five parts are in memory at most. */
const PART_BYTES = 8 * 1024 * 1024;
const CONNECT_MS = 3_000;
/** Without a byte for so long, a request is given up and tried again. */
const SILENT_MS = 20_000;
const TRIES = 4;
/** Files of a folder on their way at once. */
const CONCURRENCY = 8;
const BATCH = 1_000;

/**
 * Objects in a bucket (S3 or what speaks it). An object appears only when it is complete; a folder's playlists come last, so whoever finds one
 * finds what it names. The client library is loaded with the first use: processes on disk storage never load it.
 */
export function s3Storage(place: S3Place, credentials: S3Credentials): Storage {
  let opening: Promise<Opened> | null = null;
  const open = () => {
    opening ??= openClient(place, credentials);
    return opening;
  };
  const Bucket = place.bucket;
  const base = place.prefix === '' ? '' : `${place.prefix}/`;
  const locate = (key: string) => {
    const clean = path.posix.normalize(key).replace(/\/+$/, '');
    if (clean === '.' || clean === '..' || clean.startsWith('../') || clean.startsWith('/')) throw noSuchFile();
    return base + clean;
  };

  async function* everyKey(Prefix: string): AsyncGenerator<string[]> {
    const { client, sdk } = await open();
    let token: string | undefined;
    do {
      const page = await answered(
        client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token, MaxKeys: BATCH })),
      );
      yield (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  const storage: Storage = {
    async put(key, content) {
      const { client, sdk, Upload } = await open();
      const Key = locate(key);
      if (content instanceof Uint8Array) {
        await answered(
          client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: content, ContentLength: content.length })),
        );
        return content.length;
      }
      let byteSize = 0;
      let sourceError: unknown;
      const counted = async function* () {
        try {
          for await (const chunk of content) {
            const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
            byteSize += bytes.length;
            yield bytes;
          }
        } catch (error) {
          sourceError = error;
          throw error;
        }
      };
      const params = { Bucket, Key, Body: Readable.from(counted(), { objectMode: false }) };
      try {
        await new Upload({ client, params, partSize: PART_BYTES, queueSize: 4 }).done();
      } catch (error) {
        // What was to be stored is no good, the store is: the caller's own error.
        throw sourceError ?? unavailable(error);
      }
      return byteSize;
    },
    async putFolder(prefix, localFolder) {
      await storage.remove(prefix);
      const entries = await readdir(localFolder, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(localFolder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
      const send = async (name: string) => {
        const file = path.join(localFolder, name);
        const small = (await stat(file)).size <= PART_BYTES;
        await storage.put(`${prefix}/${name}`, small ? await readFile(file) : createReadStream(file));
      };
      for (const group of inOrder(files)) await eachOf(group, send);
      await rm(localFolder, { recursive: true, force: true });
    },
    async read(key, range) {
      const { client, sdk } = await open();
      const Range = range && `bytes=${range.start}-${range.end}`;
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: locate(key), Range }));
        return Body as Readable;
      } catch (error) {
        if (isAbsent(error)) throw noSuchFile();
        throw unavailable(error);
      }
    },
    async stat(key) {
      const { client, sdk } = await open();
      try {
        const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: locate(key) }));
        return { byteSize: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
      } catch (error) {
        if (isAbsent(error)) return null;
        throw unavailable(error);
      }
    },
    async remove(key) {
      const { client, sdk } = await open();
      const Key = locate(key);
      await answered(client.send(new sdk.DeleteObjectCommand({ Bucket, Key })));
      for await (const keys of everyKey(`${Key}/`)) {
        if (keys.length === 0) continue;
        const Delete = { Quiet: true, Objects: keys.map((one) => ({ Key: one })) };
        const { Errors } = await answered(client.send(new sdk.DeleteObjectsCommand({ Bucket, Delete })));
        if (Errors && Errors.length > 0)
          throw unavailable(new Error(`${Errors.length} objects were not removed: ${Errors[0]?.Code}`));
      }
    },
    async list(prefix) {
      const found: string[] = [];
      for await (const keys of everyKey(prefix === '' ? base : `${locate(prefix)}/`)) {
        for (const key of keys) found.push(key.slice(base.length));
      }
      return found.sort();
    },
    async check() {
      await storage.put('.check', Buffer.from('ok'));
    },
  };
  return storage;
}

async function openClient(place: S3Place, credentials: S3Credentials) {
  const [sdk, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
  const client: S3Client = new sdk.S3Client({
    ...{ region: place.region, credentials, forcePathStyle: place.pathStyle, maxAttempts: TRIES },
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    // Checksums in trailers are not known to every store; TLS and the signature guard the bytes.
    ...{ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
    requestHandler: {
      ...{ connectionTimeout: CONNECT_MS, requestTimeout: SILENT_MS, throwOnRequestTimeout: true },
      ...{ socketTimeout: SILENT_MS, httpAgent: { maxSockets: 200 }, httpsAgent: { maxSockets: 200 } },
    },
  });
  return { sdk, client, Upload };
}
type Opened = Awaited<ReturnType<typeof openClient>>;

/** Segments and pictures, then playlists, then the masters. */
function inOrder(files: readonly string[]): string[][] {
  const rank = (name: string) => (/^(?:master|audio)\.m3u8$/.test(name) ? 2 : name.endsWith('.m3u8') ? 1 : 0);
  return [0, 1, 2].map((wanted) => files.filter((name) => rank(name) === wanted));
}

async function eachOf(names: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  const waiting = [...names];
  const runner = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await work(name);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, names.length) }, runner));
}

const noSuchFile = () => new AppError('not-found', 'NO_SUCH_FILE', 'Không tìm thấy tệp.');

const unavailable = (cause: unknown) =>
  Object.assign(
    new AppError('unavailable', 'STORAGE_UNAVAILABLE', 'Kho lưu trữ đang bận. Đồng chí hãy thử lại sau ít phút.'),
    { cause },
  );

function isAbsent(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404;
}

async function answered<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw unavailable(error);
  }
}
