import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { updateMember } from '~/modules/org/update-member.server';
import { answerRequest } from '~/modules/privacy/answer-request.server';
import { acknowledgeReset, confirmNotice } from '~/modules/privacy/confirm-notice.server';
import { describeMyData } from '~/modules/privacy/describe-my-data';
import { findNoticeState } from '~/modules/privacy/find-notice-state.server';
import { getMyData } from '~/modules/privacy/get-my-data.server';
import { requestInput } from '~/modules/privacy/input';
import { getRequest, listMyRequests, listRequests } from '~/modules/privacy/list-requests.server';
import { listRetention } from '~/modules/privacy/list-retention.server';
import { makeRequest, withdrawRequest } from '~/modules/privacy/make-request.server';
import { findMyExport, requestExport } from '~/modules/privacy/request-export.server';
import { RETENTION, RETENTION_RULES } from '~/modules/privacy/retention-schema';
import { runRetention } from '~/modules/privacy/run-retention.server';
import { SEALED_TABLES } from '~/modules/privacy/sealed-tables';
import { exportResearch } from '~/modules/reports/research/export-research.server';
import { VIETNAMESE } from '~/platform/i18n/use-translation';
import type { Services } from '~/platform/services';
import { HANOI } from '~/platform/time';
import { exportMyData } from '../../worker/jobs/export-my-data';
import { makeAccount, makeMember, makeUnit, type TestUnit, viewerOf } from '../factories/accounts';
import { makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';

let services: Services;
let cell: TestUnit;
const now = Date.now();
const DAY = 86_400_000;

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => new Date(now) } } });
  const root = await makeUnit(services, 'R', null);
  cell = await makeUnit(services, 'R.1', root);
  const other = await makeUnit(services, 'R.2', root);
  await makeAccount(services, { username: 'bi.thu', grants: [['SECRETARY', cell]] });
  await makeAccount(services, { username: 'bi.thu.khac', grants: [['SECRETARY', other]] });
  await makeAccount(services, { username: 'kiem.tra', grants: [['INSPECTOR', root]] });
  await makeAccount(services, { username: 'quan.tri', grants: [['ADMINISTRATOR', root]] });
});
afterAll(() => services.close());

let made = 0;
async function makePerson() {
  made += 1;
  const member = await makeMember(services, cell, 'Lê Thị Cúc');
  const username = `cuc.${made}`;
  await makeAccount(services, { username, memberId: member.id });
  const viewer = await viewerOf(services, 'bi.thu');
  const input = {
    fullName: 'Lê Thị Cúc',
    birth: '1956',
    cardNumber: null,
    kind: 'OFFICIAL' as const,
    joinedOn: null,
    partyPosition: null,
  };
  const rest = { governmentPosition: null, keyCadre: false, email: null, phone: '0912345678', timeZone: null };
  await updateMember({ viewer, memberId: member.id, input: { ...input, ...rest }, today: '2026-11-23' }, services);
  return { memberId: member.id, username, viewer: () => viewerOf(services, username) };
}
const ask = async (username: string, form: Record<string, string>) =>
  makeRequest({ viewer: await viewerOf(services, username), input: requestInput.parse(form) }, services);
const answer = async (username: string, requestId: number, order: 'approve' | 'answer' | 'finish' | 'refuse') =>
  answerRequest(
    { viewer: await viewerOf(services, username), requestId, input: { order, answer: 'Chi bộ đã đối chiếu hồ sơ.' } },
    services,
  );

test('the notice is asked for once, by version; its reading is evidence', async () => {
  const person = await makePerson();
  const { unread } = await findNoticeState(await person.viewer(), services);
  expect(unread).toMatchObject({ again: false });
  await expect(confirmNotice({ viewer: await person.viewer(), version: '2020-01-01' }, services)).rejects.toMatchObject(
    { code: 'OTHER_NOTICE' },
  );
  const viewer = await person.viewer();
  await Promise.all([1, 2].map(() => confirmNotice({ viewer, version: unread?.version ?? '' }, services)));
  const readings = await services.db.noticeReading.findMany({ where: { accountId: viewer.accountId } });
  expect(readings).toEqual([
    expect.objectContaining({ version: unread?.version, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }),
  ]);
  expect(
    await services.db.auditEntry.count({ where: { action: 'privacy.read-notice', actorAccountId: viewer.accountId } }),
  ).toBe(1);
  expect(await findNoticeState(viewer, services)).toEqual({ unread: null, reset: null });
  // A later version: somebody who read an earlier one is asked again.
  await services.db.noticeReading.updateMany({
    where: { accountId: viewer.accountId },
    data: { version: '2020-01-01' },
  });
  expect((await findNoticeState(await person.viewer(), services)).unread).toMatchObject({ again: true });
  await acknowledgeReset({ viewer, resetId: 1 }, services);
});

describe('requests about one’s own data', () => {
  test('a correction is due in working days, approved by the secretary, and changes the member', async () => {
    const person = await makePerson();
    const at = { clock: { now: () => new Date('2026-11-20T03:00:00Z') } };
    const viewer = await person.viewer();
    const input = requestInput.parse({
      kind: 'CORRECTION',
      phone: '0987 654 321',
      birth: '12/3/1956',
      body: 'Số cũ đã đổi.',
    });
    const id = await makeRequest({ viewer, input }, { ...services, ...at });
    const stored = JSON.stringify(await services.db.dataRequest.findUniqueOrThrow({ where: { id } }));
    expect(stored).not.toMatch(/0987|Số cũ/);
    const [mine] = await listMyRequests(viewer, services);
    expect(mine).toMatchObject({
      state: 'RECEIVED',
      answerBy: '2026-11-24',
      finishBy: '2026-12-04',
      proposal: { phone: '0987 654 321' },
    });
    expect(await answer('bi.thu', id, 'approve')).toBe('DONE');
    const data = await getMyData(viewer, services);
    expect(data.member).toMatchObject({ phone: '0987654321', birthYear: 1956 });
    expect(data.member?.birthDate?.toISOString().slice(0, 10)).toBe('1956-03-12');
    expect((await listMyRequests(viewer, services))[0]).toMatchObject({
      state: 'DONE',
      answer: 'Chi bộ đã đối chiếu hồ sơ.',
      handledByName: 'Tài khoản bi.thu',
    });
    const audit = await services.db.auditEntry.findMany({
      where: { action: { in: ['privacy.request', 'privacy.answer', 'member.update'] } },
    });
    expect(JSON.stringify(audit.map((one) => one.data))).not.toMatch(/0987654321|0987 654/);
    await expect(answer('bi.thu', id, 'finish')).rejects.toMatchObject({ code: 'ALREADY_DONE' });
  });

  test('is seen in its own unit only; inspectors see, but do not answer; nobody answers their own', async () => {
    const person = await makePerson();
    const id = await ask(person.username, { kind: 'QUESTION', body: 'Ai đã xem dữ liệu của tôi?' });
    await expect(answer('bi.thu.khac', id, 'finish')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(answer('kiem.tra', id, 'finish')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await getRequest({ viewer: await viewerOf(services, 'kiem.tra'), requestId: id }, services)).toMatchObject({
      body: 'Ai đã xem dữ liệu của tôi?',
    });
    const { rows } = await listRequests(
      { viewer: await viewerOf(services, 'bi.thu.khac'), open: true, page: 1 },
      services,
    );
    expect(rows).toEqual([]);
    const own = await ask('bi.thu', { kind: 'OBJECTION', body: 'Tôi phản đối.' });
    await expect(answer('bi.thu', own, 'finish')).rejects.toMatchObject({ code: 'OWN_REQUEST' });
    expect(await answer('quan.tri', own, 'refuse')).toBe('REFUSED');
    await expect(
      withdrawRequest({ viewer: await viewerOf(services, 'bi.thu.khac'), requestId: id }, services),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await withdrawRequest({ viewer: await person.viewer(), requestId: id }, services);
    expect(await services.db.dataRequest.findUnique({ where: { id } })).toMatchObject({ state: 'WITHDRAWN' });
  });

  test('overdue ones are counted and stand first; a wrong proposal is refused whole', async () => {
    const person = await makePerson();
    const late = await ask(person.username, { kind: 'CORRECTION', joinedOn: '32/13/1980' });
    await services.db.dataRequest.update({ where: { id: late }, data: { answerBy: new Date('2026-01-05') } });
    const list = await listRequests({ viewer: await viewerOf(services, 'bi.thu'), open: true, page: 1 }, services);
    expect(list.rows[0]).toMatchObject({ id: late, due: '2026-01-05' });
    expect([list.overdue, (list.rows[0]?.left ?? 0) < -200]).toEqual([1, true]);
    await expect(answer('bi.thu', late, 'approve')).rejects.toMatchObject({ code: 'BAD_PROPOSAL' });
    expect(await services.db.dataRequest.findUnique({ where: { id: late } })).toMatchObject({
      state: 'RECEIVED',
      answer: null,
    });
  });

  test('two at once: one more than may be open is refused', async () => {
    const person = await makePerson();
    const all = await Promise.allSettled(
      Array.from({ length: 7 }, (_, i) => ask(person.username, { kind: 'QUESTION', body: `Hỏi ${i}` })),
    );
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(5);
  });
});

test('one’s own data: every table that names a member or an account is in it, or is named here with the reason', async () => {
  const columns = await services.db.$queryRaw<{ name: string }[]>`
    select distinct table_name as name from information_schema.columns where table_schema = 'public'
       and column_name in ('member_id', 'account_id') order by 1`;
  const shown =
    `account member_status member_home auth_session notice_reading data_request role_grant roster_entry member_outcome session_coverage
    presence_check attendance_evidence venue_check_in quiz_attempt session_question document_reading poll_vote ballot_issue`.split(
      /\s+/,
    );
  const left: Record<string, string> = {
    data_export: 'a copy of these very data, shown beside them',
    grant_proposal:
      'a role that somebody is to have; shown as a role once it holds, and to its people on the page of proposals',
    import_row: 'the list a row came from; gone after seven days',
    outgoing_mail: 'messages to the person, who has them',
    password_reset: 'secrets of sign-in; issue and use are told',
    security_notice: 'told by e-mail within seconds, and gone then',
    snapshot_member: 'frozen figures: what the results are, as issued',
    venue_clerk: 'a duty of an official, in the list of halls',
  };
  // Parts of sign-in that hold secrets only, and the log and notes of who looked, which are the inspector's.
  const secrets =
    /sign_in|factor|passkey|recovery|oidc|webauthn|challenge|pending|audit|key_issue|media_|playback|quarantine|confirm|trusted|totp|identity|access/;
  const missing = columns
    .map(({ name }) => name)
    .filter((name) => !shown.includes(name) && !left[name] && !secrets.test(name));
  expect(missing).toEqual([]);
});

test('the PDF is made by the worker, in letters that can be read, and only its owner gets it', async () => {
  const person = await makePerson();
  const viewer = await person.viewer();
  await requestExport({ viewer }, services);
  await requestExport({ viewer }, services);
  const [wanted, ...more] = await services.db.dataExport.findMany({ where: { accountId: viewer.accountId } });
  expect([wanted?.state, more]).toEqual(['QUEUED', []]);
  const exportId = wanted?.id ?? '';
  await exportMyData.run({ exportId }, { services, signal: new AbortController().signal });
  const key = await findMyExport({ viewer, exportId }, services);
  await expect(
    findMyExport({ viewer: await viewerOf(services, 'quan.tri'), exportId }, services),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const chunks: Uint8Array[] = [];
  for await (const chunk of await services.storage.read(key)) chunks.push(chunk as Uint8Array);
  const folder = await mkdtemp(path.join(tmpdir(), 'dc-pdf-'));
  await writeFile(path.join(folder, 'a.pdf'), Buffer.concat(chunks));
  execFileSync('pdftotext', ['-layout', path.join(folder, 'a.pdf'), path.join(folder, 'a.txt')]);
  const text = (await readFile(path.join(folder, 'a.txt'), 'utf8')).normalize('NFC');
  await rm(folder, { recursive: true });
  for (const words of [
    'Dữ liệu của tôi trên hệ thống Điểm Cầu',
    'Lê Thị Cúc',
    '0912345678',
    person.username,
    'Đang sinh hoạt',
  ])
    expect(text).toContain(words);
  const fonts = Buffer.concat(chunks).toString('latin1');
  expect(fonts).toContain('Tinos');
});

describe('retention', () => {
  test('ninety days after the report the detail of who watched which minute goes, and no figure changes', async () => {
    const { db } = services;
    const room = await makeClassroom(db, { members: 6, sessions: 2, timelineSeconds: 1000 });
    const cover = (member: number, session: number, live: string, recording: string) => db.$executeRaw`
      insert into session_coverage (session_id, member_id, live, recording, live_cut, covered, position, ticket_at, last_beat_at)
      values (${room.sessionIds[session]}, ${room.memberIds[member]}, ${live}::int4multirange, ${recording}::int4multirange, '{[1000,1100)}',
              multirange_seconds(${live}::int4multirange + ${recording}::int4multirange), 77, now(), now())`;
    await cover(0, 0, '{[10,950)}', '{}');
    await cover(0, 1, '{[0,400)}', '{[300,700),[750,990)}');
    await cover(1, 0, '{}', '{[5,900)}');
    await cover(2, 0, '{[100,200),[300,400)}', '{[150,350)}');
    await cover(3, 1, '{}', '{}');
    await db.presenceCheck.create({
      data: {
        sessionId: room.sessionIds[0] ?? 0,
        memberId: room.memberIds[0] ?? 0,
        number: 1,
        at: 333,
        askedAt: new Date(now - DAY),
        answerBy: new Date(now),
        answeredAt: new Date(now - DAY + 5_000),
      },
    });
    await recomputeOutcomes({ campaignId: room.campaignId }, db);
    const closedAt = new Date(now - 100 * DAY);
    await db.campaign.update({ where: { id: room.campaignId }, data: { state: 'CLOSED', closedAt } });
    const outcomes = () =>
      db.memberOutcome.findMany({
        where: { campaignId: room.campaignId },
        orderBy: { memberId: 'asc' },
        omit: { computedAt: true },
      });
    const sums = () => db.$queryRaw`
      select session_id, member_id, covered, multirange_seconds(live) as l, multirange_seconds(recording) as r, multirange_seconds(live + recording) as u
        from session_coverage where session_id = any(${room.sessionIds}) order by 1, 2`;
    const before = { outcomes: await outcomes(), sums: await sums() };

    // No report, then one that is too young: nothing is touched.
    expect((await runRetention(services, { force: true })).coverage).toBe(0);
    const snapshot = await db.snapshot.create({
      data: {
        campaignId: room.campaignId,
        unitId: room.unitId,
        frozenByName: 'Người',
        figures: {},
        sha256: '0'.repeat(64),
      },
    });
    await db.completionReport.create({
      data: { snapshotId: snapshot.id, requestedByName: 'Người', requestKey: 'r', issuedAt: new Date(now - 80 * DAY) },
    });
    expect((await runRetention(services, { force: true })).coverage).toBe(0);
    const later = { ...services, clock: { now: () => new Date(now + 11 * DAY) } };
    expect((await runRetention(later, { force: true })).coverage).toBe(6);
    expect((await runRetention(later, { force: true })).coverage).toBe(0);

    expect(await sums()).toEqual(before.sums);
    // Computed again from what is left, every verdict is the same.
    expect(await recomputeOutcomes({ campaignId: room.campaignId }, db)).toBe(0);
    expect(await outcomes()).toEqual(before.outcomes);
    const rows = await db.$queryRaw<Record<string, unknown>[]>`
      select live::text, recording::text, live_cut::text as cut, position, last_beat_at as at from session_coverage where member_id = ${room.memberIds[0]} order by session_id`;
    expect(rows).toEqual([
      { live: '{[0,940)}', recording: '{}', cut: '{}', position: 0, at: closedAt },
      { live: '{[0,400)}', recording: '{[300,940)}', cut: '{}', position: 0, at: closedAt },
    ]);
    expect(await db.presenceCheck.findFirst({ where: { memberId: room.memberIds[0] } })).toMatchObject({
      at: 0,
      askedAt: closedAt,
      answeredAt: closedAt,
    });
  });

  test('expired sign-ins, lists, files, letters and codes go; the log and the rest stay; every run is audited', async () => {
    const { db } = services;
    const person = await makePerson();
    const viewer = await person.viewer();
    await requestExport({ viewer }, services);
    const old = new Date(now - 40 * DAY);
    const token = await openAuthSession({ accountId: viewer.accountId, now: old }, db);
    expect(token).toBeTruthy();
    await services.storage.put('imports/cu/file', Buffer.from('danh sách'));
    await db.importRun.create({
      data: {
        id: 'cu',
        kind: 'MEMBERS',
        state: 'DONE',
        fileName: 'a.xlsx',
        storageKey: 'imports/cu/file',
        byteSize: 9,
        rows: { create: { rowNumber: 1, action: 'CREATE', data: {} } },
      },
    });
    await db.$executeRaw`update import_run set updated_at = ${old} where id = 'cu'`;
    await db.passwordReset.create({
      data: { accountId: viewer.accountId, kind: 'CODE', secretHash: 'x', expiresAt: old },
    });
    await db.outgoingMail.create({ data: { id: 'thu-cu', accountId: viewer.accountId, subject: 's', createdAt: old } });
    const issue = (lastAt: Date, hour: Date) => db.$executeRaw`
      insert into key_issue (public_path, account_id, auth_session_id, venue_id, hour, session_id, mark, periods, requests, first_at, last_at)
      values ('bai', ${viewer.accountId}, 1, 0, ${hour}, 1, 'ABCD2345', '{[0,1)}', 1, ${hour}, ${lastAt})`;
    await issue(new Date(Date.now() - 366 * 86_400_000), old);
    await issue(new Date(), new Date());
    const audits = await db.auditEntry.count();
    const removed = await runRetention(services, { force: true });
    expect(removed).toMatchObject({
      imports: 1,
      'auth-sessions': expect.any(Number),
      mail: 1,
      resets: 1,
      'key-issues': 1,
      exports: 0,
      uploads: 0,
    });
    expect(removed['auth-sessions']).toBeGreaterThanOrEqual(1);
    expect(await db.authSession.count({ where: { id: viewer.authSessionId } })).toBe(1);
    expect([
      await services.storage.stat('imports/cu/file'),
      await db.importRow.count({ where: { runId: 'cu' } }),
    ]).toEqual([null, 0]);
    expect(await db.importRun.findUnique({ where: { id: 'cu' } })).toMatchObject({ fileName: 'a.xlsx' });
    expect((await db.auditEntry.count()) - audits).toBe(Object.keys(removed).length);
    // Once a day: the next hour's sweep does nothing.
    expect(await runRetention(services)).toEqual({});
    const shown = await listRetention({ viewer: await viewerOf(services, 'quan.tri') }, services);
    expect(shown.map((one) => one.rule)).toEqual([...RETENTION_RULES]);
    await expect(listRetention({ viewer }, services)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('the table in the documentation is the one the job carries out', async () => {
    const text = await readFile('docs/luu-giu-du-lieu.md', 'utf8');
    for (const { what, days } of Object.values(RETENTION)) {
      const line = text.split('\n').find((one) => one.includes(what));
      expect(line).toContain(days === null ? 'Không tự xóa' : `${days} ngày`);
    }
  });
});

test('every sealed column of the database is one that rotation knows', async () => {
  const columns = await services.db.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'seal_key' order by 1`;
  expect(columns.map(({ name }) => name)).toEqual(['member', ...SEALED_TABLES.map((one) => one.table)].sort());
});

test('research data: nobody by name, other pseudonyms in each file, small cells hidden, for who looks after the whole campaign', async () => {
  const room = await makeClassroom(services.db, { members: 12 });
  await services.db
    .$executeRaw`update member set birth_year = case when id = ${room.memberIds[0]} then 1931 else 1980 end where id = any(${room.memberIds}::int[])`;
  await recomputeOutcomes({ campaignId: room.campaignId }, services.db);
  const committee = await makeViewer(services.db, room, { roles: ['COMMITTEE'] });
  const file = async (format: 'csv' | 'xlsx') =>
    Buffer.from((await exportResearch({ viewer: committee, code: room.campaignCode, format }, services)).file);
  const [first, second] = [(await file('csv')).toString('utf8'), (await file('csv')).toString('utf8')];
  const codes = (csv: string) =>
    csv
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0]);
  expect(codes(first)).toHaveLength(11);
  expect(codes(first).filter((code) => codes(second).includes(code))).toEqual([]);
  expect(first).not.toMatch(/Nguyễn|1931|1980|Từ 70/);
  expect((await file('xlsx')).subarray(0, 2).toString()).toBe('PK');
  const secretary = await makeViewer(services.db, room, { roles: ['SECRETARY'] });
  await expect(
    exportResearch({ viewer: secretary, code: room.campaignCode, format: 'csv' }, services),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const elsewhere = await makeViewer(services.db, await makeClassroom(services.db), { roles: ['COMMITTEE'] });
  await expect(
    exportResearch({ viewer: elsewhere, code: room.campaignCode, format: 'csv' }, services),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await services.db.auditEntry.findFirst({ where: { action: 'research.export' } })).toMatchObject({
    data: { format: 'csv', rows: 11, generalised: 0, left: 1 },
  });
});

test('described in words, the same data give the same words', async () => {
  const person = await makePerson();
  const data = await getMyData(await person.viewer(), services);
  const words = { t: VIETNAMESE.t, language: 'vi' as const, timeZone: HANOI };
  expect(describeMyData(data, words)).toEqual(describeMyData(data, words));
  expect(describeMyData(data, words).map((section) => section.id)).toEqual(
    expect.arrayContaining(['ho-so', 'tai-khoan', 'dang-nhap', 'ket-qua']),
  );
});
