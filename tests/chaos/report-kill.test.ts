import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { freezeFigures } from '~/modules/reports/freeze-figures.server';
import { getUnitBoard } from '~/modules/reports/get-unit-board.server';
import { requestReport } from '~/modules/reports/request-report.server';
import { REPORT_FORMATS, reportFieldsSchema } from '~/modules/reports/schema';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeAccount, viewerOf } from '../factories/accounts';
import { type LargeCampaign, makeLargeCampaign } from '../factories/large-campaign';
import { annexCells, annexOfDocx, annexOfPdf, annexOfXlsx, readReportFile, withFolder } from '../setup/report-files';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

/** What the processes take for the machine's folder for passing files. */
let temporary: string;
let stack: Stack;
let services: Services;
let large: LargeCampaign;
let committee: Viewer;
beforeAll(async () => {
  temporary = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'tmp-'));
  stack = await startStack({ demo: false, env: { TMPDIR: temporary } });
  services = createServices(readEnv(stack.env), 'test');
  // 8,000 members have not studied: an annex long enough to be in the middle of.
  large = await makeLargeCampaign(services.pool, { code: 'LON', cells: 40, members: 20_000 });
  const unit = await services.db.$queryRaw<{ id: number; code: string; path: string }[]>`
    select id, code, path::text as path from unit where id = ${large.rootId}`;
  await makeAccount(services, {
    username: 'uyvien',
    grants: [['COMMITTEE', unit[0] ?? { id: 0, code: '', path: '' }]],
  });
  committee = await viewerOf(services, 'uyvien');
}, 240_000);
afterAll(async () => {
  await services?.close();
  await stack?.stop();
  await rm(temporary, { recursive: true, force: true });
});

const board = () =>
  getUnitBoard(
    { viewer: committee, campaignCode: large.campaignCode, unitCode: null, open: new Set(), page: 1 },
    services,
  );

/** Everything that rendering may leave behind: passing folders and files, half-written objects, files in storage. */
async function leftBehind(): Promise<string[]> {
  const found = await readdir(temporary);
  for (const folder of ['scratch', 'storage/.tmp', 'storage/reports']) {
    const root = path.join(stack.dataDir, folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    found.push(...entries.map((entry) => path.relative(stack.dataDir, path.join(entry.parentPath, entry.name))));
  }
  return found.sort();
}

const rowOf = (id: number) => services.db.completionReport.findUniqueOrThrow({ where: { id } });

test('the worker is killed with -9 in the middle of a report: one correct report with its three files, nothing else left', async () => {
  const { snapshotId } = await freezeFigures(
    { viewer: committee, campaignCode: large.campaignCode, unitCode: large.rootCode },
    services,
  );
  const fields = reportFieldsSchema.parse({ leadership: 'Đảng ủy đã ban hành kế hoạch.' });
  const reportId = await requestReport({ viewer: committee, snapshotId, fields, requestKey: 'mot' }, services);

  // In the middle: a worker holds it, one format is done and the next has begun.
  await until(
    async () => {
      const row = await rowOf(reportId);
      if (row.state === 'READY') throw new Error('the report was done before the worker could be killed');
      return row.state === 'RENDERING' && row.progress > 30;
    },
    { what: 'rendering half-way' },
  );
  const dead = stack.pid('worker');
  process.kill(dead, 'SIGKILL');
  await until(() => stack.pid('worker') !== dead && stack.pid('worker') > 0, { what: 'a new worker' });
  expect((await rowOf(reportId)).state).toBe('RENDERING');
  expect(await services.db.reportFile.count()).toBe(0);

  await until(async () => (await rowOf(reportId)).state === 'READY', { seconds: 90, what: 'the report, made anew' });
  expect(await services.db.completionReport.findMany({ select: { id: true, attempts: true, version: true } })).toEqual([
    { id: reportId, attempts: 2, version: 1 },
  ]);
  const files = await services.db.reportFile.findMany({ orderBy: { format: 'asc' } });
  expect(files.map((file) => file.format).sort()).toEqual([...REPORT_FORMATS].sort());

  const attempt = path.dirname(files[0]?.storageKey ?? '');
  const expected = [attempt, ...files.map((file) => file.storageKey)].map((key) => `storage/${key}`);
  await until(async () => (await leftBehind()).length === expected.length + 1, { what: 'nothing else left behind' });
  expect(await leftBehind()).toEqual([`storage/reports/${reportId}`, ...expected].sort());

  // Every format says what the board says, for the whole and for every cell.
  const { top, rows } = await board();
  const wanted = new Map(
    [{ name: 'Tổng cộng', sum: top.sum }, ...rows].map(({ name, sum }) => [name, annexCells(sum)]),
  );
  expect(top.sum).toMatchObject({ total: 20_000, required: 18_000, studied: 10_000, unexcused: 6_000, excused: 2_000 });
  await withFolder(async (folder) => {
    const docx = annexOfDocx(await readReportFile(services, reportId, 'DOCX'), folder);
    const pdf = annexOfPdf(await readReportFile(services, reportId, 'PDF'), folder, [...wanted.keys()]);
    const xlsx = await annexOfXlsx(await readReportFile(services, reportId, 'XLSX'));
    for (const [name, cells] of wanted) {
      expect([name, xlsx.get(name)]).toEqual([name, cells]);
      expect([name, docx.get(name)]).toEqual([name, cells]);
      expect([name, pdf.get(name)]).toEqual([name, cells]);
    }
  });

  // A later correction changes the board and not one byte of the files.
  const [someone] = await services.pool
    .query<{ member_id: number; session_id: number }>(
      `select o.member_id, s.id as session_id from member_outcome o join study_session s using (campaign_id)
        where o.campaign_id = $1 and o.studied order by 1, 2 limit 1`,
      [large.campaignId],
    )
    .then((result) => result.rows);
  await correctAttendance(
    {
      viewer: committee,
      memberId: someone?.member_id ?? 0,
      sessionId: someone?.session_id ?? 0,
      verdict: 'NOT_ATTENDED',
      reason: 'Điểm danh nhầm',
    },
    services.db,
  );
  expect((await board()).top.sum.studied).toBe(9_999);
  for (const file of files) {
    const bytes = await readReportFile(services, reportId, file.format);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
  }
  expect(await services.db.reportFile.findMany({ orderBy: { format: 'asc' } })).toEqual(files);
}, 180_000);
