import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { getMinutes, readMinutesContent } from '~/modules/reports/minutes/get-minutes.server';
import { minutesFieldsSchema } from '~/modules/reports/minutes/input';
import { renderMinutes } from '~/modules/reports/minutes/render-minutes.server';
import { finaliseMinutes, saveMinutes } from '~/modules/reports/minutes/write-minutes.server';
import type { Services } from '~/platform/services';
import { makeAccount, viewerOf } from '../factories/accounts';
import { makeStudyTree, type StudyTree } from '../factories/reports';
import { withFolder } from '../setup/report-files';
import { createTestServices } from '../setup/services';

let services: Services;
let tree: StudyTree;
let organiser: Viewer;
let committee: Viewer;
let stranger: Viewer;
let sessionId: number;

beforeAll(async () => {
  services = await createTestServices();
  tree = await makeStudyTree(services, 'BB');
  const foreign = await makeStudyTree(services, 'XA');
  sessionId = tree.sessionIds[0] ?? 0;
  for (const [username, role, root] of [
    ['tochuc', 'ORGANISER', tree.root],
    ['uyvien', 'COMMITTEE', tree.root],
    ['xa', 'ORGANISER', foreign.root],
  ] as const)
    await makeAccount(services, { username, grants: [[role, root]] });
  organiser = await viewerOf(services, 'tochuc');
  committee = await viewerOf(services, 'uyvien');
  stranger = await viewerOf(services, 'xa');
});
afterAll(() => services?.close());

const FIELDS = minutesFieldsSchema.parse({
  chair: 'Đỗ Thị Mai',
  chairOffice: 'Bí thư Đảng ủy',
  writer: 'Lê Văn Ghi',
  proceedings: 'Thảo luận tại tổ.\nBa đồng chí phát biểu.',
  conclusion: 'Giao các chi bộ hoàn thành học bổ sung.',
  recipients: 'Lưu.',
});
const now = () => services.clock.now();
const page = (viewer = organiser) => getMinutes(viewer, sessionId, now(), services.db);
const save = (revision: number, fields = FIELDS, viewer = organiser) =>
  saveMinutes({ viewer, sessionId, revision, fields }, services);
const finalise = (revision: number, viewer = organiser) => finaliseMinutes({ viewer, sessionId, revision }, services);
const content = (version: number, viewer = organiser) =>
  readMinutesContent({ viewer, sessionId, version, now: now() }, services.db);

/** The paper's text, a paragraph or cell a line. */
async function textOf(version: number, viewer = organiser): Promise<string> {
  const bytes = await renderMinutes(await content(version, viewer));
  return withFolder(async (folder) => {
    const file = path.join(folder, 'm.docx');
    writeFileSync(file, bytes);
    const xml = execFileSync('unzip', ['-p', file, 'word/document.xml'], { encoding: 'utf8' });
    return xml.replaceAll('</w:p>', '\n').replaceAll(/<[^>]+>/g, '');
  });
}

test('what is known: each member once, excused apart, the figures the board has', async () => {
  const { facts, draft } = await page();
  expect(facts.attendance).toEqual({ required: 12, hall: 6, online: 0, makeUp: 0, excused: 3, absent: 3, guests: 0 });
  expect(draft).toMatchObject({ version: 1, revision: 0, savedAt: null });
});

test('others’ sessions do not exist, and reading is not writing', async () => {
  await expect(page(stranger)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(save(0, FIELDS, committee)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(content(1, committee)).rejects.toMatchObject({ kind: 'not-found' });
});

describe('written, finalised, written anew', () => {
  test('of two writers the second is told, and nothing is overwritten', async () => {
    const saves = await Promise.allSettled([save(0), save(0, { ...FIELDS, chair: 'Người khác' })]);
    expect(saves.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await page()).draft.revision).toBe(1);
    await save(1);
    expect((await page()).draft).toMatchObject({ revision: 2, fields: FIELDS, savedByName: organiser.displayName });
  });

  test('not while a vote is open, nor while the session is broadcast, nor unsigned', async () => {
    const poll = await services.db.poll.create({
      data: {
        sessionId,
        title: 'Thông qua chương trình',
        options: ['Tán thành', 'Không'],
        state: 'OPEN',
        eligible: 12,
      },
    });
    await expect(finalise(2)).rejects.toMatchObject({ code: 'POLL_OPEN' });
    const [voter = 0] = tree.memberIds[0] ?? [];
    await services.db.pollVote.create({ data: { pollId: poll.id, memberId: voter, option: 0 } });
    await services.db.poll.update({ where: { id: poll.id }, data: { state: 'CLOSED', closedAt: now() } });
    const broadcast = await services.db.broadcast.create({
      data: { sessionId, publicPath: 'a'.repeat(22), state: 'ON_AIR', onAirAt: now() },
    });
    await expect(finalise(2)).rejects.toMatchObject({ code: 'SESSION_ON' });
    await services.db.broadcast.update({ where: { id: broadcast.id }, data: { state: 'ENDED', endedAt: now() } });
    await expect(finalise(2)).rejects.toMatchObject({ code: 'RECORDING_PENDING' });
    await services.db.broadcast.update({ where: { id: broadcast.id }, data: { state: 'PUBLISHED' } });
    await save(2, { ...FIELDS, writer: '' });
    await expect(finalise(3)).rejects.toMatchObject({ code: 'MINUTES_UNSIGNED' });
    await save(3);
  });

  test('two who finalise at once make one paper; it holds what was said and counted', async () => {
    const [memberId = 0] = tree.memberIds[0] ?? [];
    const asked = { sessionId, memberId, body: 'Khi nào có tài liệu bổ sung?' };
    await services.db.sessionQuestion.create({ data: { ...asked, state: 'ANSWERED', answer: 'Trong tuần tới.' } });
    await services.db.sessionQuestion.create({ data: { ...asked, state: 'DECLINED', body: 'Câu không được đưa vào' } });
    const draft = await textOf(1);
    expect(draft).toContain('Dự thảo');
    const done = await Promise.allSettled([finalise(4), finalise(4)]);
    expect(done.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const text = await textOf(1, committee);
    for (const part of [
      'BIÊN BẢN',
      'I- THỜI GIAN, HÌNH THỨC, THÀNH PHẦN',
      'Chủ trì: Đỗ Thị Mai, Bí thư Đảng ủy.',
      '6/12 đảng viên phải học đã dự, đạt 50,00%; trong đó tại điểm cầu 6, trực tuyến 0',
      'Ba đồng chí phát biểu.',
      'ghi nhận 1 câu hỏi và 0 ý kiến góp ý',
      'Tham gia 1/12 đồng chí được biểu quyết, đạt 8,33%; chưa đủ tỷ lệ tham gia quy định (50,00%)',
      '- Tán thành: 1 đồng chí, đạt 100,00%.',
      'V- KẾT LUẬN CỦA CHỦ TRÌ',
      'NGƯỜI GHI BIÊN BẢN',
      'Trong tuần tới.',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('Câu không được đưa vào');
    expect(text).not.toContain('Nguyễn Thị Ánh');
    expect(text).not.toContain('Dự thảo');
  });

  test('final stays final: later figures, changes and removals do not touch it', async () => {
    const before = await textOf(1);
    const half = tree.memberIds.map((ids) => ids[3] ?? 0);
    await services.db.attendanceEvidence.createMany({
      data: half.map((memberId) => ({
        ...{ sessionId, memberId, kind: 'ROLL_CALL' as const, positive: true, way: 'HALL' as const },
        recordedByName: 'Bí thư',
      })),
    });
    await recomputeOutcomes({ campaignId: tree.campaignId }, services.db);
    expect(await textOf(1)).toBe(before);
    const row = { sessionId_version: { sessionId, version: 1 } };
    await expect(services.db.sessionMinutes.update({ where: row, data: { fields: {} } })).rejects.toThrow(
      'only ever added',
    );
    await expect(services.db.sessionMinutes.delete({ where: row })).rejects.toThrow('only ever added');
    // Somebody with the database's own rights: the paper is refused rather than given out.
    await services.db.$executeRaw`alter table session_minutes disable trigger session_minutes_final`;
    await services.db
      .$executeRaw`update session_minutes set content = jsonb_set(content, '{facts,attendance,hall}', '12') where session_id = ${sessionId}`;
    await expect(content(1)).rejects.toMatchObject({ code: 'MINUTES_BROKEN' });
    await services.db
      .$executeRaw`update session_minutes set content = jsonb_set(content, '{facts,attendance,hall}', '6') where session_id = ${sessionId}`;
    await services.db.$executeRaw`alter table session_minutes enable trigger session_minutes_final`;
  });

  test('a later version begins with the texts of the last, says so and has today’s figures', async () => {
    expect((await page()).draft).toMatchObject({ version: 2, revision: 0, fields: FIELDS });
    await save(0);
    await finalise(1);
    const text = await textOf(2);
    expect(text).toContain('Bản 2, thay bản đã chốt trước');
    expect(text).toContain('9/12 đảng viên phải học đã dự');
    expect((await page(committee)).versions.map(({ version }) => version)).toEqual([2, 1]);
    const audited = await services.db.auditEntry.findMany({ where: { action: 'minutes.finalise' } });
    expect(audited).toHaveLength(2);
  });
});
