import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ExcelJS from 'exceljs';
import type { Viewer } from '~/modules/accounts/viewer';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { claimReport, finishReport, reportProgress } from '~/modules/reports/claim-report.server';
import { brokenSums } from '~/modules/reports/figures';
import { freezeFigures } from '~/modules/reports/freeze-figures.server';
import { getMemberEvidence } from '~/modules/reports/get-member-evidence.server';
import { getReport } from '~/modules/reports/get-report.server';
import { readSnapshot } from '~/modules/reports/get-snapshot.server';
import { getUnitBoard } from '~/modules/reports/get-unit-board.server';
import { listCellMembers } from '~/modules/reports/list-cell-members.server';
import { issueReport, remakeReport } from '~/modules/reports/remake-report.server';
import { requestReport } from '~/modules/reports/request-report.server';
import { type MemberFilter, type ReportFormat, reportFieldsSchema } from '~/modules/reports/schema';
import { verifySnapshot } from '~/modules/reports/verify-snapshot.server';
import type { Services } from '~/platform/services';
import { makeReport } from '../../worker/jobs/make-report';
import { stuckReports } from '../../worker/sweeps/stuck-reports';
import { makeAccount, viewerOf } from '../factories/accounts';
import { makeStudyTree, type StudyTree } from '../factories/reports';
import { annexCells, annexOfDocx, annexOfPdf, annexOfXlsx, readReportFile, withFolder } from '../setup/report-files';
import { createTestServices } from '../setup/services';

let services: Services;
let tree: StudyTree;
let committee: Viewer;
let secretary: Viewer;
let stranger: Viewer;
const signal = new AbortController().signal;
const fields = reportFieldsSchema.parse({ leadership: 'Đảng ủy đã ban hành kế hoạch.', tasks: 'Tiếp tục đôn đốc.' });

beforeAll(async () => {
  services = await createTestServices();
  tree = await makeStudyTree(services, 'KM');
  const other = await makeStudyTree(services, 'NGOAI');
  await makeAccount(services, { username: 'uyvien', grants: [['COMMITTEE', tree.root]] });
  await makeAccount(services, { username: 'bithu', grants: [['SECRETARY', tree.cells[0] as StudyTree['root']]] });
  await makeAccount(services, { username: 'la', grants: [['COMMITTEE', other.root]] });
  committee = await viewerOf(services, 'uyvien');
  secretary = await viewerOf(services, 'bithu');
  stranger = await viewerOf(services, 'la');
});
afterAll(() => services.close());

const board = (viewer = committee, unitCode: string | null = null) =>
  getUnitBoard({ viewer, campaignCode: tree.campaignCode, unitCode, open: new Set(), page: 1 }, services);
const freeze = (viewer = committee) =>
  freezeFigures({ viewer, campaignCode: tree.campaignCode, unitCode: tree.root.code }, services);

const fileOf = (reportId: number, format: ReportFormat) => readReportFile(services, reportId, format);

describe('the board', () => {
  test('counts every member once and adds up in every row', async () => {
    const { top, rows } = await board();
    expect(top.sum).toMatchObject({
      total: 15,
      exempt: 3,
      required: 12,
      hall: 3,
      studied: 3,
      excused: 3,
      unexcused: 6,
      probationary: 3,
      keyCadreRequired: 3,
      keyCadreStudied: 3,
    });
    expect(top.sum.sessions).toEqual([
      [6, 0, 0],
      [3, 0, 0],
    ]);
    for (const row of [top, ...rows]) expect(brokenSums(row.sum)).toEqual([]);
    expect(rows.reduce((sum, row) => sum + row.sum.required, 0)).toBe(top.sum.required);
  });

  test('every figure opens a list of exactly as many members', async () => {
    const { top } = await board();
    const f = top.sum;
    const expected: [MemberFilter, number][] = [
      ['tat-ca', f.total],
      ['phai-hoc', f.required],
      ['da-hoc', f.studied],
      ['chua-hoc', f.required - f.studied],
      ['diem-cau', f.hall],
      ['truc-tuyen', f.online],
      ['bo-sung', f.makeUp],
      ['co-ly-do', f.excused],
      ['khong-ly-do', f.unexcused],
      ['mien-chuyen', f.total - f.required],
      ['du-bi', f.probationary],
      ['chu-chot', f.keyCadreRequired],
      ['da-thi', f.quizTaken],
      ['thu-hoach', f.papers],
    ];
    for (const [filter, count] of expected) {
      const list = await listCellMembers(
        { viewer: committee, campaignCode: tree.campaignCode, unitCode: tree.root.code, filter, search: '', page: 1 },
        services,
      );
      expect([filter, list.total]).toEqual([filter, count]);
    }
  });

  test('a member opens to the evidence behind the verdict, for those who may see members there', async () => {
    const memberId = tree.memberIds[0]?.[1] ?? 0;
    const evidence = await getMemberEvidence(
      { viewer: committee, campaignId: tree.campaignId, memberId, now: new Date() },
      services.db,
    );
    expect(evidence.sessions.map((session) => session.wayCode)).toEqual([1, 0]);
    expect(evidence.sessions[0]?.records).toMatchObject([{ kind: 'ROLL_CALL', positive: true, by: 'Bí thư' }]);
    await expect(
      getMemberEvidence({ viewer: stranger, campaignId: tree.campaignId, memberId, now: new Date() }, services.db),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('does not exist for those outside, and shows a secretary the own cell only', async () => {
    await expect(board(stranger, tree.root.code)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(board(secretary, tree.root.code)).rejects.toMatchObject({ kind: 'not-found' });
    expect((await board(secretary)).top.code).toBe(tree.cells[0]?.code);
    const list = { campaignCode: tree.campaignCode, filter: 'tat-ca' as const, search: '', page: 1 };
    await expect(
      listCellMembers({ viewer: secretary, unitCode: tree.cells[1]?.code ?? '', ...list }, services),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('freezing', () => {
  test('five at once make one snapshot, with the hash of what is stored and one audit entry', async () => {
    const results = await Promise.all([freeze(), freeze(), freeze(), freeze(), freeze()]);
    expect(new Set(results.map((result) => result.snapshotId)).size).toBe(1);
    expect(results.filter((result) => result.created)).toHaveLength(1);
    const id = results[0]?.snapshotId ?? 0;
    expect(await verifySnapshot(id, services.db)).toBe(true);
    expect(await services.db.auditEntry.count({ where: { action: 'report.freeze', targetId: String(id) } })).toBe(1);
    expect((await readSnapshot(id, services.db)).figures.units[0]?.sum).toEqual((await board()).top.sum);
  });

  test('is refused by the database to change or to delete', async () => {
    const { snapshotId } = await freeze();
    await expect(
      services.db.$executeRaw`UPDATE snapshot SET figures = '{}' WHERE id = ${snapshotId}`,
    ).rejects.toThrow();
    await expect(services.db.$executeRaw`DELETE FROM snapshot WHERE id = ${snapshotId}`).rejects.toThrow();
    await expect(
      services.db.$executeRaw`UPDATE snapshot_member SET studied = true WHERE snapshot_id = ${snapshotId}`,
    ).rejects.toThrow();
    await expect(
      services.db.$executeRaw`DELETE FROM snapshot_member WHERE snapshot_id = ${snapshotId}`,
    ).rejects.toThrow();
  });

  test('is the committee’s: others do not find it', async () => {
    await expect(freeze(secretary)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(freeze(stranger)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the report', () => {
  let reportId: number;

  test('asked for twice with one form is one report', async () => {
    const { snapshotId } = await freeze();
    const ask = () => requestReport({ viewer: committee, snapshotId, fields, requestKey: 'form-1' }, services);
    const ids = await Promise.all([ask(), ask(), ask()]);
    reportId = ids[0] ?? 0;
    expect(new Set(ids).size).toBe(1);
    expect(await services.db.completionReport.count()).toBe(1);
  });

  test('a render that dies half-way is taken over, and its late end changes nothing', async () => {
    const dead = { reportId, version: 1, token: '00000000-0000-0000-0000-000000000001' };
    expect(await claimReport(dead, services.db)).not.toBeNull();
    expect(await claimReport({ ...dead, token: '00000000-0000-0000-0000-000000000002' }, services.db)).toBeNull();
    // It says nothing for longer than the limit; the sweep queues the report again, the job takes it over.
    await services.db
      .$executeRaw`UPDATE completion_report SET updated_at = now() - interval '1 minute' WHERE id = ${reportId}`;
    await stuckReports.run(services);
    expect(await services.queues.get('reports').getJobCounts('waiting')).toMatchObject({ waiting: expect.any(Number) });
    await makeReport.run({ reportId, version: 1 }, { services, signal });
    expect(await services.db.completionReport.findUniqueOrThrow({ where: { id: reportId } })).toMatchObject({
      state: 'READY',
      progress: 100,
    });
    expect(await reportProgress(dead, { progress: 50, stage: 'pdf' }, services.db)).toBe(false);
    const late = await finishReport(dead, [{ format: 'PDF', storageKey: 'x', byteSize: 1, sha256: 'x' }], services.db);
    expect(late).toEqual({ won: false, obsolete: ['x'] });
    expect(await services.db.reportFile.count({ where: { reportId } })).toBe(3);
    // The queue's second delivery of the same job finds it done.
    await makeReport.run({ reportId, version: 1 }, { services, signal });
    expect(await services.storage.list(`reports/${reportId}`)).toHaveLength(3);
  });

  test('has the board’s figures in all three formats', async () => {
    const { top, rows } = await board();
    await withFolder(async (folder) => {
      const wanted = [{ name: 'Tổng cộng', sum: top.sum }, ...rows].map(({ name, sum }) => ({
        name,
        cells: annexCells(sum),
      }));
      const bytes = await fileOf(reportId, 'XLSX');
      const xlsx = await annexOfXlsx(bytes);
      const docx = annexOfDocx(await fileOf(reportId, 'DOCX'), folder);
      const pdf = annexOfPdf(
        await fileOf(reportId, 'PDF'),
        folder,
        wanted.map(({ name }) => name),
      );
      for (const { name, cells } of wanted) {
        expect([name, xlsx.get(name)]).toEqual([name, cells]);
        expect([name, docx.get(name)]).toEqual([name, cells]);
        expect([name, pdf.get(name)]).toEqual([name, cells]);
      }
      const pdfText = execFileSync('pdftotext', ['-layout', path.join(folder, 'r.pdf'), '-'], { encoding: 'utf8' });
      const xml = execFileSync('unzip', ['-p', path.join(folder, 'r.docx'), 'word/document.xml'], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      });
      const book = new ExcelJS.Workbook();
      await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
      expect(pdfText).toContain('Đảng ủy đã ban hành kế hoạch.');
      expect(pdfText).toContain('Điều trị tại bệnh viện (chưa học buổi');
      expect(xml).toContain('w:orient="landscape"');
      expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(3);
      // A name that looks like a formula stays text.
      const names = book.getWorksheet('Phụ lục 2')?.getColumn(2).values ?? [];
      expect(names).toContain('=SUM(A1) Phạm');
    });
  });

  test('edited texts make a new version of the files, the old ones go', async () => {
    await remakeReport(
      { viewer: committee, reportId, fields: { ...fields, tasks: 'Nhiệm vụ mới.' }, version: 1 },
      services,
    );
    await makeReport.run({ reportId, version: 1 }, { services, signal });
    expect((await getReport({ viewer: committee, reportId }, services.db)).state).toBe('QUEUED');
    await makeReport.run({ reportId, version: 2 }, { services, signal });
    const report = await getReport({ viewer: committee, reportId }, services.db);
    expect(report).toMatchObject({ state: 'READY', version: 2 });
    expect(await services.storage.list(`reports/${reportId}`)).toHaveLength(3);
  });

  test('issued, it stays as it is whatever is corrected; the correction makes a supplementary one', async () => {
    await issueReport({ viewer: committee, reportId }, services);
    const before = await services.db.reportFile.findMany({ where: { reportId }, orderBy: { format: 'asc' } });
    const issued = await getReport({ viewer: committee, reportId }, services.db);
    const frozen = await readSnapshot(issued.snapshotId, services.db);
    for (const sessionId of tree.sessionIds) {
      await correctAttendance(
        {
          viewer: committee,
          sessionId,
          memberId: tree.memberIds[0]?.[3] ?? 0,
          verdict: 'MAKE_UP',
          reason: 'Học bổ sung tại lớp',
        },
        services.db,
      );
    }
    expect((await board()).top.sum.studied).toBe(4);
    expect(await readSnapshot(issued.snapshotId, services.db)).toEqual(frozen);
    await expect(remakeReport({ viewer: committee, reportId, fields, version: 2 }, services)).rejects.toMatchObject({
      kind: 'conflict',
    });
    await expect(
      services.db.$executeRaw`UPDATE completion_report SET fields = '{}' WHERE id = ${reportId}`,
    ).rejects.toThrow();
    await expect(services.db.$executeRaw`DELETE FROM report_file WHERE report_id = ${reportId}`).rejects.toThrow();
    await makeReport.run({ reportId, version: 2 }, { services, signal });
    expect(await services.db.reportFile.findMany({ where: { reportId }, orderBy: { format: 'asc' } })).toEqual(before);

    const next = await freeze();
    expect(next.created).toBe(true);
    expect((await readSnapshot(next.snapshotId, services.db)).supplementsId).toBe(issued.snapshotId);
    const second = await requestReport(
      { viewer: committee, snapshotId: next.snapshotId, fields, requestKey: 'form-2' },
      services,
    );
    await makeReport.run({ reportId: second, version: 1 }, { services, signal });
    await withFolder(async (folder) => {
      writeFileSync(path.join(folder, 'r.pdf'), await fileOf(second, 'PDF'));
      const text = execFileSync('pdftotext', ['-layout', path.join(folder, 'r.pdf'), '-'], { encoding: 'utf8' });
      expect(text).toContain('Đã học: 3 → 4');
      expect(text).toContain('25,00% → 33,33%');
      expect(text).toContain('Phụ lục 5');
    });
  });

  test('cannot be seen, made or issued by others', async () => {
    for (const viewer of [secretary, stranger]) {
      await expect(getReport({ viewer, reportId }, services.db)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(issueReport({ viewer, reportId }, services)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(requestReport({ viewer, snapshotId: 1, fields, requestKey: 'x' }, services)).rejects.toMatchObject({
        kind: 'not-found',
      });
    }
  });
});
