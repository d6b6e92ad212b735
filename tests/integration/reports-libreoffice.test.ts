import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { freezeFigures } from '~/modules/reports/freeze-figures.server';
import { getUnitBoard } from '~/modules/reports/get-unit-board.server';
import { requestReport } from '~/modules/reports/request-report.server';
import { reportFieldsSchema } from '~/modules/reports/schema';
import type { Services } from '~/platform/services';
import { makeReport } from '../../worker/jobs/make-report';
import { makeAccount, viewerOf } from '../factories/accounts';
import { makeLargeCampaign } from '../factories/large-campaign';
import { annexCells, annexOfPdf, readReportFile, withFolder } from '../setup/report-files';
import { createTestServices } from '../setup/services';

let services: Services;
let committee: Viewer;
let reportId: number;

beforeAll(async () => {
  services = await createTestServices();
  const large = await makeLargeCampaign(services.pool, { code: 'LO', cells: 12, members: 3_000 });
  const root = { id: large.rootId, code: large.rootCode, path: String(large.rootId) };
  await makeAccount(services, { username: 'uyvien', grants: [['COMMITTEE', root]] });
  committee = await viewerOf(services, 'uyvien');
  const { snapshotId } = await freezeFigures(
    { viewer: committee, campaignCode: 'LO', unitCode: large.rootCode },
    services,
  );
  const fields = reportFieldsSchema.parse({ leadership: 'Đảng ủy đã ban hành kế hoạch.' });
  reportId = await requestReport({ viewer: committee, snapshotId, fields, requestKey: 'mot' }, services);
  await makeReport.run({ reportId, version: 1 }, { services, signal: new AbortController().signal });
}, 60_000);
afterAll(() => services.close());

/** What the board says of the whole and of every cell, as annex 1 has it. */
async function boardRows(): Promise<Map<string, string[]>> {
  const { top, rows } = await getUnitBoard(
    { viewer: committee, campaignCode: 'LO', unitCode: null, open: new Set(), page: 1 },
    services,
  );
  return new Map([{ name: 'Tổng cộng', sum: top.sum }, ...rows].map(({ name, sum }) => [name, annexCells(sum)]));
}

/** Opens a file in LibreOffice, with a profile of this test, and saves it as something else beside it. */
function convert(folder: string, file: string, to: string): void {
  const profile = `-env:UserInstallation=file://${path.join(folder, 'profile')}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', to, '--outdir', folder, path.join(folder, file)], {
    stdio: 'pipe',
    timeout: 120_000,
  });
}

// Comma, double quote, UTF-8, from row 1, English numbers, texts quoted, cells as shown, every sheet into a file of its own.
const CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,true,false,false,false,-1';
/** `2.700` as `2700`, `55,56%` as `55.56%`: how the conversion writes numbers. */
const asInCsv = (cell: string) => cell.replaceAll('.', '').replace(',', '.');
/** Cells of one line of CSV whose texts are all quoted. */
const cellsOf = (line: string) =>
  [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)|(?<=,|^)(?=,|$)/g)].map((m) => m[1] ?? m[2] ?? '');

test('the workbook, opened in LibreOffice, shows the board’s figures', async () => {
  await withFolder(async (folder) => {
    writeFileSync(path.join(folder, 'r.xlsx'), await readReportFile(services, reportId, 'XLSX'));
    convert(folder, 'r.xlsx', CSV);
    const sheets = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    expect(sheets.sort()).toEqual(['r-Phụ lục 1.csv', 'r-Phụ lục 2.csv', 'r-Phụ lục 4.csv']);
    const lines = readFileSync(path.join(folder, 'r-Phụ lục 1.csv'), 'utf8').split('\n').map(cellsOf);
    const shown = new Map(lines.filter((cells) => cells.length === 14).map((cells) => [cells[1], cells.slice(2)]));
    for (const [name, cells] of await boardRows()) {
      expect([name, shown.get(name)]).toEqual([name, cells.map(asInCsv)]);
    }
    const listed = readFileSync(path.join(folder, 'r-Phụ lục 2.csv'), 'utf8').match(/Nguyễn Thị Mẫu/g) ?? [];
    expect(listed).toHaveLength(1_200);
  });
}, 180_000);

test('the document, opened in LibreOffice and printed, shows the board’s figures', async () => {
  await withFolder(async (folder) => {
    writeFileSync(path.join(folder, 'w.docx'), await readReportFile(services, reportId, 'DOCX'));
    convert(folder, 'w.docx', 'pdf');
    const rows = await boardRows();
    const shown = annexOfPdf(readFileSync(path.join(folder, 'w.pdf')), folder, [...rows.keys()]);
    for (const [name, cells] of rows) expect([name, shown.get(name)]).toEqual([name, cells]);
  });
}, 180_000);
