import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RowIssue } from '~/modules/org/import/import-row';
import { rowText } from '~/modules/org/import/row-messages';
import { IDENTITY_COLUMNS, openIdentity, type StoredIdentity } from '~/modules/org/member-identity';
import type { Services } from '~/platform/services';
import { commitList, importSampleMembers, importSampleUnits, previewList } from '../factories/org';
import { createTestServices } from '../setup/services';

const MESSY = 'content/members-messy.xlsx';
let services: Services;
beforeAll(async () => {
  services = await createTestServices();
  await importSampleUnits(services);
});
afterAll(() => services.close());

const rowsOf = async (runId: string) =>
  (await services.db.importRow.findMany({ where: { runId }, orderBy: { rowNumber: 'asc' } })).map((row) => ({
    ...row,
    errors: row.errors as unknown as RowIssue[],
  }));

test('units form a tree of paths with time zones; the same file again changes nothing', async () => {
  const [tokyo] = await services.db.$queryRaw<{ path: string; ids: string; time_zone: string }[]>`
    select u.path::text as path, u.time_zone, concat_ws('.', k.id, n.id, o.id, u.id) as ids from unit u
      join unit o on o.id = u.parent_id join unit n on n.id = o.parent_id join unit k on k.id = n.parent_id where u.code = 'K.N.OV.JP'`;
  expect(tokyo?.time_zone).toBe('Asia/Tokyo');
  expect(tokyo?.path).toBe(tokyo?.ids);
  const [{ count } = { count: 0 }] = await services.db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from unit u where u.path <@ (select path from unit where code = 'K.A')`;
  expect(count).toBe(11);
  const again = await previewList(services, 'UNITS', 'content/units.csv');
  expect(again.summary.counts).toEqual({ UNCHANGED: 46 });
});

test('a moved unit takes its subtree with it', async () => {
  const content = Buffer.from('code,parent,kind,name\nK.A.P,K.B,DEPARTMENT,Đảng bộ bộ phận Trung tâm Dữ liệu\n');
  const run = await previewList(services, 'UNITS', { name: 'chuyen.csv', content });
  expect(run.summary.counts).toEqual({ UPDATE: 1 });
  await commitList(services, run.id);
  const below = () => services.db.$queryRaw<{ code: string }[]>`
    select code from unit where path <@ (select path from unit where code = 'K.B') and code like 'K.A%' order by code collate "C"`;
  expect((await below()).map((unit) => unit.code)).toEqual(['K.A.P', 'K.A.P.1', 'K.A.P.2', 'K.A.P.3']);
  const back = await previewList(services, 'UNITS', 'content/units.csv');
  await commitList(services, back.id);
  expect(await below()).toEqual([]);
});

test('the messy list waits for a cell, then imports what is good and says what is not', async () => {
  const waiting = await previewList(services, 'MEMBERS', MESSY);
  expect(waiting.summary.needsUnit).toBe(true);

  const run = await previewList(services, 'MEMBERS', MESSY, { unitCode: 'K.B.2' });
  expect(run.state).toBe('PREVIEW');
  expect(run.summary.counts).toEqual({ CREATE: 33, ERROR: 2, DUPLICATE: 1 });
  expect(run.summary.otherSheets).toEqual(['Sheet2']);
  expect(run.summary.aside.map((aside) => [aside.row, aside.text])).toEqual([
    [48, 'T/M CHI BỘ'],
    [49, 'BÍ THƯ'],
    [53, 'Phạm Phương An'],
  ]);
  const bad = (await rowsOf(run.id)).filter((row) => row.errors.length > 0);
  expect(bad.map((row) => [row.rowNumber, row.action, row.errors.map((e) => e.code)])).toEqual([
    [43, 'ERROR', ['NOT_IN_CALENDAR', 'BAD_CARD']],
    [44, 'DUPLICATE', ['DUPLICATE']],
    [45, 'ERROR', ['FORMULA']],
  ]);
  expect(bad[0]?.errors.map(rowText)[0]).toContain('31/02/1980 không có trong lịch');
  expect(bad[1]?.errors.map(rowText)[0]).toContain('dòng 9');

  const dry = await commitList(services, run.id, { dryRun: true });
  expect(dry.state).toBe('PREVIEW');
  expect(dry.summary.dryRun?.counts).toEqual({ CREATE: 33, ERROR: 2, DUPLICATE: 1 });
  expect(await services.db.member.count()).toBe(0);

  const done = await commitList(services, run.id);
  expect(done.state).toBe('DONE');
  const stored = await services.db.$queryRaw<(Record<string, unknown> & StoredIdentity & { id: number })[]>`
    select m.id, full_name, birth_date::text as birth, birth_year, kind::text as kind, joined_on::text as joined, party_position as post,
           ${IDENTITY_COLUMNS} from member m order by sort_key collate "C"`;
  const members = stored.map(({ id, cardNumber, cardSealed, email, emailSealed, phone, phoneSealed, ...member }) => {
    const row = { cardNumber, cardSealed, email, emailSealed, phone, phoneSealed };
    const opened = openIdentity(id, row, services.cipher);
    return { ...member, card_number: opened.cardNumber, phone: opened.phone } as Record<string, unknown>;
  });
  expect(members).toHaveLength(33);
  const named = (name: string) => members.find((m) => m.full_name === name);
  expect(named('Phạm Phương An')).toEqual({
    full_name: 'Phạm Phương An',
    birth: '1973-03-17',
    birth_year: 1973,
    card_number: '000370001152',
    kind: 'OFFICIAL',
    joined: '1993-01-14',
    phone: '0916630494',
    post: 'Bí thư',
  });
  expect(named('Huỳnh Phương Yến')).toMatchObject({
    birth: null,
    birth_year: 1963,
    card_number: '000370001153',
    phone: '0956190261',
  });
  expect(named('Ưng Thành An')).toMatchObject({ birth: '1968-10-09', card_number: '000370001154' });
  expect(named('Ưng Hoài Anh')).toMatchObject({ birth: null, birth_year: 1976 });
  expect(named('Hà Thị Thu Huệ')).toMatchObject({ kind: 'PROBATIONARY', card_number: null });
  expect(named('Vũ Minh Đào')).toMatchObject({ birth: '1998-01-24' });
  expect(members.every((m) => String(m.full_name) === String(m.full_name).normalize('NFC'))).toBe(true);
  const audit = await services.db.auditEntry.findFirstOrThrow({ where: { action: 'member.import' } });
  expect(audit.data).toMatchObject({ counts: { CREATE: 33 } });

  const again = await previewList(services, 'MEMBERS', MESSY, { unitCode: 'K.B.2' });
  expect(again.summary.counts).toEqual({ UNCHANGED: 33, ERROR: 2, DUPLICATE: 1 });
  await commitList(services, again.id);
  expect(await services.db.member.count()).toBe(33);
  expect(await services.db.memberHome.count()).toBe(33);
  expect(await services.db.memberStatus.count()).toBe(33);
});

test('the whole list completes the same people; afterwards both files change nothing', async () => {
  const run = await previewList(services, 'MEMBERS', 'content/members.xlsx');
  expect(run.summary.needsUnit).toBe(false);
  expect(run.summary.unusedColumns).toEqual(['Giới tính']);
  expect(run.summary.counts).toEqual({ CREATE: 695, UPDATE: 29, UNCHANGED: 4 });
  await commitList(services, run.id);
  expect(await services.db.member.count()).toBe(728);
  expect(await services.db.memberHome.count({ where: { validTo: null } })).toBe(728);
  expect(await services.db.memberStatus.count({ where: { validTo: null } })).toBe(728);
  const again = await previewList(services, 'MEMBERS', 'content/members.xlsx');
  expect(again.summary.counts).toEqual({ UNCHANGED: 728 });
  const messy = await previewList(services, 'MEMBERS', MESSY, { unitCode: 'K.B.2' });
  expect(messy.summary.counts).toEqual({ UNCHANGED: 33, ERROR: 2, DUPLICATE: 1 });
});

test('a commit that comes twice, or at once from two workers, writes once', async () => {
  const content = Buffer.from(
    'Họ và tên,Ngày sinh,Mã đơn vị\nĐặng Thử Một,01/02/1980,K.A.1\nĐặng Thử Một,01/02/1980,K.A.1\nĐặng Thử Một,05/02/1980,K.A.1\n',
  );
  const run = await previewList(services, 'MEMBERS', { name: 'x.csv', content });
  expect(run.summary.counts).toEqual({ CREATE: 2, DUPLICATE: 1 });
  const before = await services.db.member.count();
  await Promise.all([commitList(services, run.id), commitList(services, run.id)]);
  expect(await services.db.member.count()).toBe(before + 2);
});

test('whoever imports reaches only their own subtree, and does not learn whose card it is elsewhere', async () => {
  await importSampleMembers(services);
  const unit = await services.db.unit.findUniqueOrThrow({ where: { code: 'K.B.2' } });
  const secretary = await services.db.account.create({
    data: {
      username: 'bt',
      displayName: 'Bí thư',
      passwordHash: 'x',
      grants: { create: { role: 'SECRETARY', unitId: unit.id } },
    },
  });
  const content = Buffer.from(
    'Họ và tên,Năm sinh,Số thẻ,Mã đơn vị\nLê Thử Hai,1980,,K.A.1\nHuỳnh Hải,1976,000370001000,K.B.2\nLê Thử Ba,1981,,K.B.2\n',
  );
  const run = await previewList(services, 'MEMBERS', { name: 'x.csv', content }, { createdById: secretary.id });
  const rows = await rowsOf(run.id);
  expect(rows.map((row) => [row.action, row.errors[0]?.code])).toEqual([
    ['ERROR', 'UNKNOWN_UNIT'],
    ['ERROR', 'CARD_ELSEWHERE'],
    ['CREATE', undefined],
  ]);
  expect(rows[1]?.errors.map(rowText)[0]).toContain('ở tổ chức đảng khác');
});
