import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BackupKey, decrypt, encrypt, makeBackupKey } from './container.server';

const PASSPHRASE = 'một khóa đủ dài cho phép thử';
const keys = new Map<string, BackupKey>();

async function* cut(data: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}
async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}
const key = await makeBackupKey(PASSPHRASE);
keys.set(key.salt.toString('hex'), key);
const seal = (data: Buffer) => collect(encrypt(cut(data, 70_000), key));
const open = (sealed: Buffer, size = 65_536) => collect(decrypt(cut(sealed, size), PASSPHRASE, keys));
/** Does not get smaller: several pieces. */
const noise = (size: number) =>
  Buffer.from(
    Array.from({ length: size / 4 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0)
      .flatMap((n) => [n >>> 24, n >>> 16, n >>> 8, n])
      .map((n) => n & 255),
  );

test('comes back as it went in, whatever the size and the cuts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 999 }), async (bytes, size) => {
      expect(await open(await seal(Buffer.from(bytes)), size)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 30 },
  );
  const large = noise(2_600_000);
  const sealed = await seal(large);
  expect(sealed.length).toBeGreaterThan(2_000_000);
  expect((await open(sealed)).equals(large)).toBe(true);
});

test('a byte changed anywhere, a piece moved, repeated or left out, the end cut off: refused', async () => {
  const sealed = await seal(noise(3_400_000));
  const start = sealed.indexOf(10, sealed.indexOf(10) + 1) + 1;
  const piece = 4 + sealed.readUInt32BE(start);
  const [first, second] = [sealed.subarray(start, start + piece), sealed.subarray(start + piece, start + 2 * piece)];
  const [head, rest] = [sealed.subarray(0, start), sealed.subarray(start + 2 * piece)];
  for (const changed of [
    Buffer.concat([head, second, first, rest]),
    Buffer.concat([head, first, first, rest]),
    Buffer.concat([head, first, rest]),
    Buffer.concat([head, first, second]),
    Buffer.concat([head, first]),
    Buffer.concat([sealed, first]),
    head,
    Buffer.alloc(0),
    Buffer.from('không phải bản sao lưu'),
  ])
    await expect(open(changed)).rejects.toMatchObject({ code: 'BACKUP_BROKEN' });
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ flip;
      await expect(open(changed)).rejects.toMatchObject({ name: 'AppError' });
    }),
    { numRuns: 12 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), async (at) => {
      await expect(open(sealed.subarray(0, at))).rejects.toMatchObject({ code: 'BACKUP_BROKEN' });
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('another key, a short key', async () => {
  const sealed = await seal(Buffer.from('x'));
  await expect(collect(decrypt(cut(sealed, 100), 'một khóa khác cũng đủ dài'))).rejects.toMatchObject({
    code: 'WRONG_KEY',
  });
  await expect(makeBackupKey('ngắn')).rejects.toMatchObject({ code: 'KEY_TOO_SHORT' });
});
