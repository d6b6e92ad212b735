import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSpreadsheet } from '~/modules/org/spreadsheet/open-spreadsheet.server';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'refusals-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A compound file whose directory (sector 0) names one stream. */
function compound(stream: string): Buffer {
  const file = Buffer.alloc(1024);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(file);
  file.writeUInt16LE(9, 30);
  file.write(stream, 512, 'utf16le');
  return file;
}

test.each([
  ['empty', 'a.xlsx', Buffer.alloc(0), 'FILE_EMPTY'],
  ['text called .xlsx', 'a.xlsx', Buffer.from('xin chào'), 'NOT_A_SPREADSHEET'],
  ['a picture', 'a.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'NOT_A_SPREADSHEET'],
  ['encrypted', 'a.xlsx', compound('EncryptedPackage'), 'FILE_ENCRYPTED'],
  ['old Excel', 'a.xls', compound('Workbook'), 'OLD_XLS'],
  ['a web page', 'a.xls', Buffer.from('<html><table>'), 'WEB_PAGE'],
  ['half a zip', 'a.xlsx', Buffer.from('PK\u0003\u0004 half'), 'FILE_DAMAGED'],
  ['31 MB', 'a.csv', Buffer.alloc(31 * 1024 * 1024, 65), 'FILE_TOO_LARGE'],
])('%s is refused with its own answer', async (_, name, content, code) => {
  const file = path.join(folder, 'file');
  await writeFile(file, content);
  await expect(openSpreadsheet(file, name)).rejects.toMatchObject({ name: 'FileRefused', code });
});
