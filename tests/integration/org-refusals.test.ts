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

const drawing = (...runs: string[]) =>
  part('xl/drawings/drawing1.xml', `<wsDr><p>${runs.map((run) => `<r><t>${run}</t></r>`).join('')}</p></wsDr>`);
const PEOPLE = SHEET + HEADER + row('NGUYỄN THỊ MẬT', '1975', 'K.B.1') + row('Trần Văn Bảo Mật', '1980', 'K.B.1');
const inSheet = (...cells: string[]) =>
  workbook(SHEET + row(...cells) + HEADER + row('A B', '1975', 'K.B.1') + SHEET_END);

test.each<[string, Buffer, string | null]>([
  ['people whose name it is', workbook(PEOPLE + SHEET_END), null],
  ['a stamp above the table', inSheet('TUYỆT MẬT'), 'TUYỆT MẬT'],
  ['a stamp in NFD', inSheet('MẬT'.normalize('NFD')), 'MẬT'],
  ['letters set apart', inSheet('T Ố I   M Ậ T'), 'TỐI MẬT'],
  ['in the font of old', inSheet('TUYÖT MËT'), 'TUYỆT MẬT'],
  ['a field', inSheet('Độ mật: Mật', 'Số 05'), 'MẬT'],
  ['words about secrecy', inSheet('Tập huấn BẢO VỆ BÍ MẬT NHÀ NƯỚC', 'mật khẩu'), null],
  ['a text box, cut into runs', workbook(PEOPLE + SHEET_END, [drawing('TỐI', ' M', 'ẬT')]), 'TỐI MẬT'],
  [
    'a header on paper',
    workbook(
      `${PEOPLE}</sheetData><headerFooter><oddHeader>&amp;C&amp;"Arial"MẬT</oddHeader></headerFooter></worksheet>`,
    ),
    'MẬT',
  ],
  ['CSV', Buffer.from('TỐI MẬT\nHọ và tên,Năm sinh,Mã đơn vị\nA B,1975,K.B.1\n'), 'TỐI MẬT'],
])('a mark of secrecy: %s', async (name, content, mark) => {
  const file = path.join(folder, 'marked');
  await writeFile(file, content);
  const sheet = await openSpreadsheet(file, name === 'CSV' ? 'a.csv' : 'a.xlsx');
  try {
    expect(await sheet.findMark()).toBe(mark);
  } finally {
    sheet.close();
  }
});

test('a marked list is stopped: no row, no file and no name stay, and the log says that it was here', async () => {
  const content = inSheet('TUYỆT MẬT', 'Kế hoạch đi thăm');
  const { id } = await previewList(services, 'MEMBERS', { name: 'Danh sách chi bộ.xlsx', content });
  const run = await services.db.importRun.findUniqueOrThrow({ where: { id } });
  expect(run).toMatchObject({ state: 'FAILED', errorCode: 'SECRET_MARK', fileName: '(tệp đã bị chặn)' });
  expect(run.errorDetail).toContain('đã bị chặn');
  expect(await services.db.importRow.count({ where: { runId: run.id } })).toBe(0);
  expect(await services.storage.stat(run.storageKey)).toBeNull();
  const entry = await services.db.auditEntry.findFirstOrThrow({ where: { action: 'upload.refuse', targetId: run.id } });
  expect(entry.data).toMatchObject({ code: 'TUYỆT MẬT', where: 'text' });
  expect(JSON.stringify(entry, (_key, value) => (typeof value === 'bigint' ? '' : value))).not.toMatch(
    /Kế hoạch|Danh sách chi bộ/,
  );
});

test.each([
  ['TUYỆT MẬT danh sách.xlsx', 'SECRET_MARK'],
  ['danh-sach.xlsx.exe', 'BAD_NAME'],
  ['danh\u202exslx.csv', 'BAD_NAME'],
])('a list named %j is not taken in', async (name, code) => {
  const before = await services.storage.list('imports');
  await expect(storeList(name, Buffer.from('x'), services)).rejects.toMatchObject({ code });
  expect(await services.storage.list('imports')).toEqual(before);
});
