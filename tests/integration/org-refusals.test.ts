import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storeList } from '~/modules/org/import/create-import-run.server';
import { openSpreadsheet } from '~/modules/org/spreadsheet/open-spreadsheet.server';
import type { Services } from '~/platform/services';
import { importSampleUnits, previewList } from '../factories/org';
import {
  compound,
  emptySheets,
  entities,
  HEADER,
  millionRows,
  part,
  row,
  SHEET,
  SHEET_END,
  stringsBomb,
  workbook,
  zip,
  zipBomb,
} from '../factories/spreadsheets';
import { createTestServices } from '../setup/services';

const MB = 1024 * 1024;
let folder: string;
let services: Services;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'refusals-'));
  services = await createTestServices();
  await importSampleUnits(services);
});
afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a file and reads all its rows, as an import does. Highest resident memory above the start, in MB, comes back. */
async function readAll(name: string, content: Buffer): Promise<number> {
  const file = path.join(folder, 'file');
  await writeFile(file, content);
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    const sheet = await openSpreadsheet(file, name);
    try {
      for await (const _ of sheet.rows(0));
    } finally {
      sheet.close();
    }
  } finally {
    clearInterval(watch);
    expect((most - before) / MB).toBeLessThan(250);
  }
  return (most - before) / MB;
}

test.each([
  ['empty', 'a.xlsx', () => Buffer.alloc(0), 'FILE_EMPTY'],
  ['text called .xlsx', 'a.xlsx', () => Buffer.from('xin chào'), 'NOT_A_SPREADSHEET'],
  ['a CSV called .xlsx', 'a.xlsx', () => Buffer.from('Họ và tên,Năm sinh\nA B,1980\n'), 'NOT_A_SPREADSHEET'],
  ['a PDF called .xlsx', 'a.xlsx', () => Buffer.from('%PDF-1.7\n1 0 obj\n'), 'NOT_A_SPREADSHEET'],
  ['a picture', 'a.csv', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'NOT_A_SPREADSHEET'],
  ['a Word file called .xlsx', 'a.xlsx', () => zip([part('word/document.xml', '<w/>')]), 'NOT_A_SPREADSHEET'],
  ['encrypted', 'a.xlsx', () => compound('EncryptedPackage'), 'FILE_ENCRYPTED'],
  ['old Excel', 'a.xls', () => compound('Workbook'), 'OLD_XLS'],
  ['old Excel called .xlsx', 'a.xlsx', () => compound('Workbook'), 'OLD_XLS'],
  ['a web page', 'a.xls', () => Buffer.from('<html><table>'), 'WEB_PAGE'],
  ['half a zip', 'a.xlsx', () => Buffer.from('PK\u0003\u0004 half'), 'FILE_DAMAGED'],
  ['XML cut off', 'a.xlsx', () => workbook(SHEET + HEADER), 'FILE_DAMAGED'],
  ['50 MB', 'a.csv', () => Buffer.alloc(50 * MB, 65), 'FILE_TOO_LARGE'],
  ['a sheet of three gigabytes in a few', 'a.xlsx', () => zipBomb(), 'SUSPICIOUS_ARCHIVE'],
  ['the same, declared as one megabyte', 'a.xlsx', () => zipBomb(MB), 'FILE_DAMAGED'],
  ['shared strings out of proportion', 'a.xlsx', stringsBomb, 'SUSPICIOUS_ARCHIVE'],
  ['a million rows', 'a.xlsx', millionRows, 'TOO_MANY_ROWS'],
  ['entities', 'a.xlsx', entities, 'FILE_DAMAGED'],
])('%s: refused with its own answer, in bounded memory', async (_, name, make, code) => {
  await expect(readAll(name, make())).rejects.toMatchObject({ name: 'FileRefused', code });
});

test('the makers of these files make good ones too', async () => {
  const content = workbook(SHEET + HEADER + row('Lê Thử Bốn', '1980', 'K.B.2') + SHEET_END);
  const run = await previewList(services, 'MEMBERS', { name: 'a.xlsx', content });
  expect(run.summary.counts).toEqual({ CREATE: 1 });
});

test('a workbook with only empty sheets has no table; its run fails with that answer', async () => {
  const run = await previewList(services, 'MEMBERS', { name: 'a.xlsx', content: emptySheets() });
  expect([run.state, run.errorCode]).toEqual(['FAILED', 'NO_TABLE']);
  expect(await services.db.importRow.count({ where: { runId: run.id } })).toBe(0);
});

test('a list over the limit is not read on and leaves nothing in storage', async () => {
  const before = await services.storage.list('imports');
  let sent = 0;
  const endless = async function* () {
    for (;;) {
      sent += MB;
      yield Buffer.alloc(MB, 65);
    }
  };
  await expect(storeList('a.csv', endless(), services)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  expect(sent).toBeLessThanOrEqual(31 * MB);
  await expect(storeList('a.csv', Buffer.alloc(0), services)).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  expect(await services.storage.list('imports')).toEqual(before);
});
