import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { getMemberCampaigns } from '~/modules/campaigns/get-member-campaigns.server';
import { getCompletionTrend } from '~/modules/reports/get-completion-trend.server';
import { getUnitBoard } from '~/modules/reports/get-unit-board.server';
import { listBoards } from '~/modules/reports/list-boards.server';
import { listCellMembers, MEMBERS_PAGE } from '~/modules/reports/list-cell-members.server';
import { listReminders } from '~/modules/reports/list-reminders.server';
import { reminderText } from '~/modules/reports/reminder-text';
import { type MemberFilter, memberFilter, offeredFilters, parseFilter } from '~/modules/reports/schema';
import type { Services } from '~/platform/services';
import { dayInZone, HANOI } from '~/platform/time';
import { makeAccount, viewerOf } from '../factories/accounts';
import { makeLargeCampaign } from '../factories/large-campaign';
import { makeStudyTree, type StudyTree } from '../factories/reports';
import { createTestServices } from '../setup/services';

let services: Services;
let tree: StudyTree;
let committee: Viewer;
let secretary: Viewer;
let stranger: Viewer;

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
  // Marks in several bands and on their edges, one paper, one who moved away, one elsewhere, ways of every kind.
  const at = (cell: number, member: number) => tree.memberIds[cell]?.[member] ?? 0;
  const marks = [
    [at(0, 0), 10_000],
    [at(0, 1), 4_999],
    [at(0, 2), 5_000],
    [at(1, 0), 8_000],
    [at(1, 1), 7_999],
    [at(2, 0), 0],
  ];
  for (const [member, mark] of marks) {
    await services.db
      .$executeRaw`UPDATE member_outcome SET quiz_score = ${mark}::int, quiz_passed = ${mark}::int >= 5000 WHERE member_id = ${member}`;
  }
  await services.db.$executeRaw`UPDATE member_outcome SET paper_done = true WHERE member_id = ${at(0, 0)}`;
  await services.db
    .$executeRaw`UPDATE member_outcome SET ways = '{2,3}', studied = true, way = 'MAKE_UP', studied_at = now() - interval '3 days' WHERE member_id = ${at(1, 1)}`;
  await services.db
    .$executeRaw`UPDATE member_outcome SET ways = '{2,2}', studied = true, way = 'ONLINE', studied_at = now() - interval '40 days' WHERE member_id = ${at(1, 3)}`;
  await services.db.$executeRaw`UPDATE roster_entry SET reason = 'TRANSFERRED_OUT' WHERE member_id = ${at(1, 4)}`;
  await services.db.$executeRaw`UPDATE roster_entry SET reason = 'TEMPORARILY_ELSEWHERE' WHERE member_id = ${at(2, 4)}`;
});
afterAll(() => services.close());

const board = (unitCode: string | null = null) =>
  getUnitBoard({ viewer: committee, campaignCode: tree.campaignCode, unitCode, open: new Set(), page: 1 }, services);
const listed = (filter: MemberFilter, unitCode = tree.root.code, page = 1) =>
  listCellMembers({ viewer: committee, campaignCode: tree.campaignCode, unitCode, filter, search: '', page }, services);

describe('every number that counts members opens the list of these members', () => {
  test.each([['the bloc'], ['one cell']])('%s', async (where) => {
    const { top, bands } = await board(where === 'the bloc' ? null : tree.cells[1]?.code);
    const f = top.sum;
    const expected: [MemberFilter, number][] = [
      ['tat-ca', f.total],
      ['mien-chuyen', f.total - f.required],
      ['mien', f.exempt],
      ['chuyen', f.transferredOut],
      ['noi-khac', f.elsewhere],
      ['phai-hoc', f.required],
      ['da-hoc', f.studied],
      ['chua-hoc', f.required - f.studied],
      ['diem-cau', f.hall],
      ['truc-tuyen', f.online],
      ['bo-sung', f.makeUp],
      ['co-ly-do', f.excused],
      ['khong-ly-do', f.unexcused],
      ['du-bi', f.probationary],
      ['chu-chot', f.keyCadreRequired],
      ['chu-chot-da-hoc', f.keyCadreStudied],
      ['da-thi', f.quizTaken],
      ['thi-dat', f.quizPassed],
      ['thu-hoach', f.papers],
      ...f.bands.map((count, i): [MemberFilter, number] => [`muc-${i + 1}`, count]),
      ...f.sessions.flatMap(([hall, online, makeUp], i): [MemberFilter, number][] => [
        [`buoi-${i + 1}-diem-cau`, hall],
        [`buoi-${i + 1}-truc-tuyen`, online],
        [`buoi-${i + 1}-bo-sung`, makeUp],
        [`buoi-${i + 1}-da-du`, hall + online + makeUp],
        [`buoi-${i + 1}-chua-du`, f.required - hall - online - makeUp],
      ]),
    ];
    // None of the offered ones is missing from the comparison.
    expect(expected.map(([filter]) => filter).sort()).toEqual(offeredFilters(2, bands.length, 'tat-ca').sort());
    for (const [filter, count] of expected) {
      const list = await listed(filter, top.code);
      expect([filter, list.total, list.members.length]).toEqual([filter, count, count]);
    }
    if (where === 'the bloc') {
      expect(f).toMatchObject({ exempt: 1, transferredOut: 1, elsewhere: 1, quizTaken: 6, quizPassed: 4, papers: 1 });
      expect(f.bands.filter((count) => count > 0).length).toBeGreaterThan(1);
      expect(f.sessions).toEqual([
        [5, 2, 0],
        [3, 1, 1],
      ]);
    }
  });

  test('also the days of the trend, in Hanoi’s days; what happened before is the rest', async () => {
    const { top } = await board();
    const days = await getCompletionTrend(
      { viewer: committee, campaignId: tree.campaignId, unitPath: tree.root.path },
      services,
    );
    expect(days).toHaveLength(7);
    expect(days.at(-1)).toEqual({ day: dayInZone(new Date(), HANOI), count: 3 });
    expect(days.reduce((sum, day) => sum + day.count, 0)).toBe(4);
    expect(top.sum.studied).toBe(5);
    for (const { day, count } of days) expect((await listed(`ngay-${day}`)).total).toBe(count);
    await expect(
      getCompletionTrend({ viewer: stranger, campaignId: tree.campaignId, unitPath: tree.root.path }, services),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('a long list is paged and its pages together are the number', async () => {
    const large = await makeLargeCampaign(services.pool, { code: 'LON', cells: 3, members: 300 });
    await makeAccount(services, {
      username: 'lon',
      grants: [['COMMITTEE', { id: large.rootId, code: large.rootCode, path: String(large.rootId) }]],
    });
    const viewer = await viewerOf(services, 'lon');
    const seen = new Set<number>();
    for (let page = 1; page <= Math.ceil(150 / MEMBERS_PAGE); page++) {
      const args = { viewer, campaignCode: 'LON', unitCode: 'LON', search: '', page };
      const list = await listCellMembers({ ...args, filter: 'buoi-1-da-du' }, services);
      expect(list.total).toBe(150);
      for (const member of list.members) seen.add(member.id);
    }
    expect(seen.size).toBe(150);
  });

  test('a filter that does not exist is the whole list in the address, and nothing behind it', async () => {
    for (const wrong of ['', 'muc-0', 'buoi-1', 'buoi-1-x', 'ngay-2026-02-30', "muc-1'", 'constructor', '__proto__'])
      expect([wrong, parseFilter(wrong), memberFilter.parse(wrong)]).toEqual([wrong, null, 'tat-ca']);
    for (const none of ['buoi-3-da-du', 'muc-99'] as const)
      await expect(listed(none)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('since when somebody counts as having studied', () => {
  const studiedAt = async (memberId: number) =>
    (await services.db.memberOutcome.findFirstOrThrow({ where: { memberId } })).studiedAt;

  test('stays while the outcome changes otherwise, and goes with the verdict', async () => {
    const memberId = tree.memberIds[2]?.[0] ?? 0;
    const first = await studiedAt(memberId);
    expect(first).not.toBeNull();
    const correct = (verdict: 'ONLINE' | 'NOT_ATTENDED') =>
      correctAttendance(
        { viewer: committee, sessionId: tree.sessionIds[0] ?? 0, memberId, verdict, reason: 'Kiểm tra lại' },
        services.db,
      );
    await correct('ONLINE');
    expect(await studiedAt(memberId)).toEqual(first);
    await correct('NOT_ATTENDED');
    expect(await studiedAt(memberId)).toBeNull();
    await correct('ONLINE');
    expect((await studiedAt(memberId))?.getTime()).toBeGreaterThan(first?.getTime() ?? 0);
  });
});

describe('đôn đốc', () => {
  test('lists who is missing what by cell, without the excused and the done', async () => {
    const { cells, total } = await listReminders(
      { viewer: committee, campaignCode: tree.campaignCode, unitCode: tree.root.code, page: 1 },
      services.db,
    );
    const { top } = await board();
    expect(total).toBe(2);
    expect(cells.reduce((sum, cell) => sum + cell.members.length, 0)).toBe(top.sum.unexcused);
    expect(cells[0]).toMatchObject({
      name: 'Chi bộ 1 – KM',
      required: 4,
      excused: 1,
      members: [
        { fullName: 'Trần Văn Đức', missing: ['chưa học buổi 2'] },
        { fullName: '=SUM(A1) Phạm', missing: ['chưa học buổi 1, 2'] },
      ],
    });
  });

  test('is a secretary’s for the own cell and nobody’s outside', async () => {
    const ask = (viewer: Viewer, cell: number) =>
      listReminders(
        { viewer, campaignCode: tree.campaignCode, unitCode: tree.cells[cell]?.code ?? '', page: 1 },
        services.db,
      );
    expect((await ask(secretary, 0)).cells).toHaveLength(1);
    await expect(ask(secretary, 1)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(ask(stranger, 0)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('makes a message to paste, with names or without', () => {
    const reminder = {
      cell: 'Chi bộ 1',
      campaign: 'Chuyển đổi số',
      deadline: '17:00 30/11/2026, giờ Hà Nội',
      at: '09:00 23/11/2026, giờ Hà Nội',
      required: 4,
      members: [{ fullName: 'Trần Văn Đức', missing: ['chưa học buổi 2', 'chưa làm bài trắc nghiệm'] }],
      address: 'https://diemcau.example',
    };
    expect(reminderText({ ...reminder, names: true })).toBe(
      [
        'Kính gửi các đồng chí Chi bộ 1,',
        'Đợt học tập “Chuyển đổi số”: hạn hoàn thành 17:00 30/11/2026, giờ Hà Nội.',
        'Đến 09:00 23/11/2026, giờ Hà Nội, còn 1/4 đồng chí chưa hoàn thành:',
        '1. Trần Văn Đức: chưa học buổi 2; chưa làm bài trắc nghiệm',
        'Đề nghị các đồng chí đăng nhập Điểm Cầu để hoàn thành: https://diemcau.example',
      ].join('\n'),
    );
    expect(reminderText({ ...reminder, names: false })).not.toContain('Trần Văn Đức');
  });
});

test('the campaigns whose board one may see, with the figures of one’s own scope', async () => {
  const boards = async (viewer: Viewer) => (await listBoards({ viewer, page: 1 }, services.db)).rows;
  expect((await boards(committee)).map((row) => row.code)).toEqual(['KM']);
  expect(await boards(secretary)).toMatchObject([{ code: 'KM', required: 4 }]);
  expect((await boards(stranger)).map((row) => row.code)).toEqual(['NGOAI']);
});

test('a session’s way belongs to its place among the sessions, also when positions have gaps', async () => {
  const apart = await makeStudyTree(services, 'HO');
  await services.db
    .$executeRaw`UPDATE study_session SET position = position * 10 WHERE campaign_id = ${apart.campaignId}`;
  const memberId = apart.memberIds[0]?.[1] ?? 0;
  const [campaign] = await getMemberCampaigns({ ...committee, memberId }, services.db, 'HO');
  expect(campaign?.sessions.map((session) => [session.position, session.way])).toEqual([
    [10, 1],
    [20, 0],
  ]);
});
