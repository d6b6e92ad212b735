import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EnvError, readEnv } from '~/platform/env';
import { isAppError } from '~/platform/errors';
import { connectStorage, type Storage } from '~/platform/storage';
import { startBucket, type TestBucket } from '../setup/s3';

let folder: string;
let bucket: TestBucket;
const stores = new Map<string, Storage>();
const environment = (more: Record<string, string>) => ({
  ...{
    NODE_ENV: 'test',
    DATABASE_URL: 'postgresql://a/b',
    REDIS_URL: 'redis://a',
    DATA_DIR: path.join(folder, 'data'),
  },
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'storage-'));
  bucket = await startBucket(path.join(folder, 'bucket'));
  stores.set('disk', connectStorage(readEnv(environment({}))));
  stores.set('S3', connectStorage(readEnv(environment(bucket.env))));
});
afterAll(async () => {
  await bucket?.close();
  await rm(folder, { recursive: true, force: true });
});

const bytesOf = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
const refusal = (error: unknown) => (isAppError(error) ? error.code : error);

describe.each(['disk', 'S3'])('files on %s', (kind) => {
  let storage: Storage;
  beforeAll(() => {
    storage = stores.get(kind) as Storage;
  });

  test('are stored whole, looked at, read and read in part', async () => {
    const bytes = randomBytes(30_000);
    expect(await storage.put('media/a/240p_0000001.m4s', bytes)).toBe(30_000);
    const before = Date.now() - 5_000;
    const found = await storage.stat('media/a/240p_0000001.m4s');
    expect(found?.byteSize).toBe(30_000);
    expect(found?.modifiedAt.getTime()).toBeGreaterThan(before);
    expect((await bytesOf(await storage.read('media/a/240p_0000001.m4s'))).equals(bytes)).toBe(true);
    const part = await bytesOf(await storage.read('media/a/240p_0000001.m4s', { start: 100, end: 199 }));
    expect(part.equals(bytes.subarray(100, 200))).toBe(true);
    const last = await bytesOf(await storage.read('media/a/240p_0000001.m4s', { start: 29_999, end: 29_999 }));
    expect(last.equals(bytes.subarray(29_999))).toBe(true);
  });

  test('are replaced by what is stored later, and may be empty', async () => {
    await storage.put('ghi-de.txt', Buffer.from('một'));
    await storage.put('ghi-de.txt', Buffer.from('hai'));
    expect((await bytesOf(await storage.read('ghi-de.txt'))).toString()).toBe('hai');
    expect(await storage.put('rong.txt', Buffer.alloc(0))).toBe(0);
    expect((await storage.stat('rong.txt'))?.byteSize).toBe(0);
  });

  test('may come as a stream, also one of many parts', async () => {
    const bytes = randomBytes(19 * 1024 * 1024 + 7);
    const pieces = Array.from({ length: 20 }, (_, i) => bytes.subarray(i * 1_000_000, (i + 1) * 1_000_000));
    expect(await storage.put('nhap/lon.bin', Readable.from(pieces))).toBe(bytes.length);
    expect((await storage.stat('nhap/lon.bin'))?.byteSize).toBe(bytes.length);
    expect((await bytesOf(await storage.read('nhap/lon.bin'))).equals(bytes)).toBe(true);
  });

  test('of a stream that breaks there is nothing, and the caller gets its own error', async () => {
    const broken = async function* () {
      yield randomBytes(9 * 1024 * 1024);
      throw new Error('đứt giữa chừng');
    };
    await expect(storage.put('nhap/dut.bin', Readable.from(broken()))).rejects.toThrow('đứt giữa chừng');
    expect(await storage.stat('nhap/dut.bin')).toBeNull();
    expect(await storage.list('nhap')).not.toContain('nhap/dut.bin');
  });

  test('that are not there', async () => {
    expect(await storage.stat('khong/co')).toBeNull();
    expect(await storage.stat('media/a')).toBeNull();
    expect(await storage.list('khong/co')).toEqual([]);
    await storage.remove('khong/co');
    await expect(storage.read('khong/co').catch((error) => Promise.reject(refusal(error)))).rejects.toBe(
      'NO_SUCH_FILE',
    );
  });

  test.each(['../ngoai', 'media/../../ngoai', '/etc/passwd'])('no key leads outside: %s', async (key) => {
    await expect(storage.put(key, Buffer.from('x')).catch((error) => Promise.reject(refusal(error)))).rejects.toBe(
      'NO_SUCH_FILE',
    );
  });

  test('a folder is moved with all that is in it, and replaces what was there', async () => {
    const local = path.join(folder, `goi-${kind}`);
    await mkdir(path.join(local, 'phu'), { recursive: true });
    const names = ['master.m3u8', '240p.m3u8', 'init_240p.mp4', 'phu/đề mục 1.vtt'];
    for (const name of names) await writeFile(path.join(local, name), name);
    for (let i = 0; i < 30; i += 1) await writeFile(path.join(local, `240p_${i}.m4s`), String(i));
    await storage.put('media/goi/cu.m4s', Buffer.from('cũ'));
    const before = bucket.requests.length;
    await storage.putFolder('media/goi', local);
    const listed = await storage.list('media/goi');
    expect(listed).toHaveLength(34);
    expect(listed).toContain('media/goi/phu/đề mục 1.vtt');
    expect((await bytesOf(await storage.read('media/goi/phu/đề mục 1.vtt'))).toString()).toBe('phu/đề mục 1.vtt');
    expect(await readdir(local).catch(() => null)).toBeNull();
    if (kind === 'disk') return;
    // Whoever finds the manifest finds what it names.
    const puts = bucket.requests.slice(before).filter((line) => line.startsWith('PUT'));
    expect(puts.slice(-2).map((line) => /\/([^/?]+)\?/.exec(line)?.[1])).toEqual(['240p.m3u8', 'master.m3u8']);
  });

  test('a prefix is removed with everything below it, its neighbours stay', async () => {
    for (const key of ['xoa/1/a', 'xoa/1/b/c', 'xoa/10/a', 'xoa/1']) {
      // On disk a name is a file or a folder; in a bucket it may be both.
      if (key !== 'xoa/1' || kind !== 'disk') await storage.put(key, Buffer.from(key));
    }
    await storage.remove('xoa/1');
    expect(await storage.list('xoa')).toEqual(['xoa/10/a']);
  });

  test('more than a thousand are listed and removed', async () => {
    const keys = Array.from({ length: 1_203 }, (_, i) => `nhieu/${String(i).padStart(5, '0')}`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => storage.put(key, Buffer.from('.'))));
    expect(await storage.list('nhieu')).toEqual(keys);
    await storage.remove('nhieu');
    expect(await storage.list('nhieu')).toEqual([]);
  });

  test('are kept apart from the check of the store itself', async () => {
    await storage.check();
    expect(await storage.list('media/a')).toEqual(['media/a/240p_0000001.m4s']);
  });
});

describe('a bucket', () => {
  const store = () => stores.get('S3') as Storage;

  test('that is busy for a moment is asked again', async () => {
    bucket.faults.push(503, 503);
    expect(await store().put('ban.txt', Buffer.from('xong'))).toBe(4);
    bucket.faults.push(500);
    expect((await bytesOf(await store().read('ban.txt'))).toString()).toBe('xong');
  });

  test('that stays busy is said to be unavailable', async () => {
    bucket.faults.push(...Array.from({ length: 4 }, () => 503));
    await expect(
      store()
        .stat('ban.txt')
        .catch((error) => Promise.reject(refusal(error))),
    ).rejects.toBe('STORAGE_UNAVAILABLE');
    expect(bucket.faults).toEqual([]);
  });

  test('lets nobody in with another secret', async () => {
    const stranger = connectStorage(readEnv(environment({ ...bucket.env, AWS_SECRET_ACCESS_KEY: 'doan mo' })));
    await expect(stranger.check()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      cause: { name: 'SignatureDoesNotMatch' },
    });
  });

  test('without credentials is refused at the start', () => {
    const { AWS_SECRET_ACCESS_KEY: _, ...rest } = bucket.env;
    expect(() => readEnv(environment(rest))).toThrow(EnvError);
    expect(() => readEnv(environment(rest))).toThrow('AWS_SECRET_ACCESS_KEY: is required with STORAGE_URL=s3:');
  });
});
