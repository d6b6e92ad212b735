import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { findUncountedCoverage } from '~/modules/attendance/find-uncounted-coverage.server';
import { getSessionPage } from '~/modules/attendance/get-session-page.server';
import { correctionInput, excuseInput } from '~/modules/attendance/input';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { recordExcuse } from '~/modules/attendance/record-excuse.server';
import { recordRollCall } from '~/modules/attendance/record-roll-call.server';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';

let services: Services;
let room: Classroom;
beforeAll(async () => {
  services = await createTestServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  room = await makeClassroom(services.db, { members: 4, sessions: 2 });
});

const secretary = () => makeViewer(services.db, room, { roles: ['SECRETARY'] });
const first = () => room.sessionIds[0] ?? 0;
const second = () => room.sessionIds[1] ?? 0;
const member = (i: number) => room.memberIds[i] ?? 0;
const outcomes = async () =>
  (
    await services.db.memberOutcome.findMany({ where: { campaignId: room.campaignId }, orderBy: { memberId: 'asc' } })
  ).map(({ ways, studied, way, excused }) => ({ ways, studied, way, excused }));
const cover = (memberId: number, sessionId: number, seconds: number, source: 'live' | 'recording' = 'recording') =>
  services.pool.query(
    `insert into session_coverage (session_id, member_id, ${source}, covered, ticket_at, last_beat_at)
     values ($1, $2, int4multirange(int4range(0, $3::int)), $3, now(), now())`,
    [sessionId, memberId, seconds],
  );

describe('outcomes', () => {
  test('are computed for the whole roster, and a second run changes nothing', async () => {
    await cover(member(0), first(), 80);
    await cover(member(0), second(), 100, 'live');
    await cover(member(1), first(), 79);
    expect(await recomputeOutcomes({ campaignId: room.campaignId }, services.db)).toBe(4);
    expect(await outcomes()).toEqual([
      { ways: [3, 2], studied: true, way: 'MAKE_UP', excused: false },
      { ways: [0, 0], studied: false, way: null, excused: false },
      { ways: [0, 0], studied: false, way: null, excused: false },
      { ways: [0, 0], studied: false, way: null, excused: false },
    ]);
    expect(await recomputeOutcomes({ campaignId: room.campaignId }, services.db)).toBe(0);
  });

  test('of members who left the roster are removed', async () => {
    await recomputeOutcomes({ campaignId: room.campaignId }, services.db);
    await services.db.rosterEntry.delete({
      where: { campaignId_memberId: { campaignId: room.campaignId, memberId: member(3) } },
    });
    expect(await recomputeOutcomes({ campaignId: room.campaignId }, services.db)).toBe(1);
    expect(await outcomes()).toHaveLength(3);
  });

  test('an attempt counts with its best mark, once it is submitted', async () => {
    const bank = await services.db.questionBank.create({
      data: { code: room.campaignCode, title: 'x', unitId: room.unitId },
    });
    const quiz = await services.db.quiz.create({ data: { campaignId: room.campaignId, bankId: bank.id } });
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { quizRequired: true } });
    await cover(member(0), first(), 100);
    await cover(member(0), second(), 100);
    const attempt = (number: number, score: number | null, passed: boolean | null) =>
      services.db.quizAttempt.create({
        data: {
          ...{ quizId: quiz.id, memberId: member(0), number, score, passed, maxScore: 10_000, paper: [] },
          endsAt: new Date(Date.now() + 60_000),
          submittedAt: score === null ? null : new Date(),
        },
      });
    await attempt(1, 6_000, false);
    await recomputeOutcomes({ campaignId: room.campaignId, memberIds: [member(0)] }, services.db);
    expect((await outcomes())[0]).toMatchObject({ studied: false, ways: [3, 3] });
    await attempt(2, 8_500, true);
    await recomputeOutcomes({ campaignId: room.campaignId, memberIds: [member(0)] }, services.db);
    expect(await services.db.memberOutcome.findFirst({ where: { memberId: member(0) } })).toMatchObject({
      ...{ studied: true, quizScore: 8500, quizPassed: true },
    });
  });

  test('coverage that nobody counted is found by the sweep, a correction is left alone', async () => {
    await cover(member(0), first(), 90);
    await cover(member(1), first(), 90);
    await correctAttendance(
      {
        viewer: await secretary(),
        sessionId: first(),
        memberId: member(1),
        verdict: 'NOT_ATTENDED',
        reason: 'Xem hộ người khác',
      },
      services.db,
    );
    const found = (await findUncountedCoverage(services.pool)).find((row) => row.campaignId === room.campaignId);
    expect(found?.memberIds).toEqual([member(0)]);
    await recomputeOutcomes({ campaignId: room.campaignId, memberIds: found?.memberIds ?? [] }, services.db);
    expect((await findUncountedCoverage(services.pool)).filter((row) => row.campaignId === room.campaignId)).toEqual(
      [],
    );
  });
});

describe('evidence that people add', () => {
  test('roll-call: rows are added, outcomes follow, the audit names both lists', async () => {
    const viewer = await secretary();
    const present = [member(0), member(1)];
    expect(await recordRollCall({ viewer, sessionId: first(), present, absent: [member(2)] }, services.db)).toBe(3);
    await recordRollCall({ viewer, sessionId: second(), present: [member(0)], absent: [] }, services.db);
    await recordRollCall({ viewer, sessionId: first(), present: [], absent: [member(1)] }, services.db);
    expect((await outcomes()).slice(0, 2)).toEqual([
      { ways: [1, 1], studied: true, way: 'HALL', excused: false },
      { ways: [0, 0], studied: false, way: null, excused: false },
    ]);
    expect(await services.db.attendanceEvidence.count({ where: { memberId: { in: room.memberIds } } })).toBe(5);
    const entry = await services.db.auditEntry.findFirst({
      where: { action: 'attendance.roll-call', unitId: room.unitId },
    });
    expect(entry?.data).toEqual({ present, absent: [member(2)] });
  });

  test('excuses for every missing session make the member excused, withdrawing one undoes it', async () => {
    const viewer = await secretary();
    const base = { viewer, memberId: member(0), reason: 'Đi công tác nước ngoài' };
    await recordExcuse({ ...base, sessionId: first(), granted: true }, services.db);
    expect((await outcomes())[0]).toMatchObject({ excused: false });
    await recordExcuse({ ...base, sessionId: second(), granted: true }, services.db);
    expect((await outcomes())[0]).toMatchObject({ excused: true, studied: false });
    await recordExcuse({ ...base, sessionId: second(), granted: false }, services.db);
    expect((await outcomes())[0]).toMatchObject({ excused: false });
  });

  test('a correction overrides, the evidence stays, and the newest correction wins', async () => {
    const viewer = await secretary();
    const base = { viewer, memberId: member(0), sessionId: first(), reason: 'Điểm danh nhầm người' };
    await recordRollCall({ viewer, sessionId: first(), present: [member(0)], absent: [] }, services.db);
    await correctAttendance({ ...base, verdict: 'NOT_ATTENDED' }, services.db);
    expect((await outcomes())[0]?.ways).toEqual([0, 0]);
    await correctAttendance({ ...base, verdict: 'ONLINE' }, services.db);
    expect((await outcomes())[0]?.ways).toEqual([2, 0]);
    const rows = await services.db.attendanceEvidence.findMany({
      where: { memberId: member(0) },
      orderBy: { id: 'asc' },
    });
    expect(rows.map((row) => [row.kind, row.positive])).toEqual([
      ['ROLL_CALL', true],
      ['CORRECTION', false],
      ['CORRECTION', true],
    ]);
    await expect(services.db.attendanceEvidence.updateMany({ data: { positive: false } })).rejects.toThrow();
    const audit = await services.db.auditEntry.findMany({
      where: { action: 'attendance.correct', unitId: room.unitId },
    });
    expect(audit.map((entry) => entry.data)).toMatchObject([{ reason: base.reason }, { reason: base.reason }]);
  });

  test('a reason is asked for, in Vietnamese', () => {
    const input = { sessionId: '1', memberId: '2', reason: ' ' };
    expect(correctionInput.safeParse({ ...input, verdict: 'HALL' }).error?.issues[0]?.message).toMatch(/lý do/);
    expect(excuseInput.safeParse({ ...input, reason: 'Ốm nặng', granted: 'false' }).data?.granted).toBe(false);
  });

  test('another cell’s members do not exist for a secretary, nor do people off the roster', async () => {
    const viewer = await secretary();
    const elsewhere = await makeClassroom(services.db);
    const foreign = elsewhere.memberIds[0] ?? 0;
    const kind = expect.objectContaining({ kind: 'not-found' });
    const foreignSession = elsewhere.sessionIds[0] ?? 0;
    await expect(
      recordRollCall({ viewer, sessionId: foreignSession, present: [foreign], absent: [] }, services.db),
    ).rejects.toEqual(kind);
    await expect(
      recordRollCall({ viewer, sessionId: first(), present: [member(0), foreign], absent: [] }, services.db),
    ).rejects.toEqual(kind);
    await expect(
      correctAttendance(
        { viewer, sessionId: foreignSession, memberId: foreign, verdict: 'HALL', reason: 'Thử xem' },
        services.db,
      ),
    ).rejects.toEqual(kind);
    const plain = await makeViewer(services.db, room, { memberId: member(0) });
    await expect(
      correctAttendance(
        { viewer: plain, sessionId: first(), memberId: member(0), verdict: 'HALL', reason: 'Tự chấm' },
        services.db,
      ),
    ).rejects.toEqual(kind);
    expect(
      await services.db.attendanceEvidence.count({ where: { memberId: { in: [...room.memberIds, foreign] } } }),
    ).toBe(0);
  });
});

describe('the session’s page', () => {
  test('shows a member their own coverage and everything required', async () => {
    await cover(member(0), first(), 42);
    const viewer = await makeViewer(services.db, room, { memberId: member(0) });
    const page = await getSessionPage(viewer, first(), services.pool);
    expect(page.coverage).toMatchObject({
      timelineSeconds: 100,
      threshold: 8000,
      covered: 42,
      recording: [[0, 42]],
      way: null,
    });
    expect(page.campaign.sessions.map((session) => session.covered)).toEqual([42, 0]);
    expect(page.campaign).toMatchObject({ rosterReason: 'REQUIRED', deadlineAt: expect.stringMatching(/Z$/) });
  });

  test('an organiser may look without being on the roster; a stranger, or a draft’s member, finds nothing', async () => {
    const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
    expect((await getSessionPage(organiser, first(), services.pool)).campaign.rosterReason).toBeNull();
    const elsewhere = await makeClassroom(services.db);
    const stranger = await makeViewer(services.db, elsewhere, { memberId: elsewhere.memberIds[0] ?? 0 });
    const kind = expect.objectContaining({ kind: 'not-found' });
    await expect(getSessionPage(stranger, first(), services.pool)).rejects.toEqual(kind);
    const viewer = await makeViewer(services.db, room, { memberId: member(1) });
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { state: 'DRAFT' } });
    await expect(getSessionPage(viewer, first(), services.pool)).rejects.toEqual(kind);
    for (const id of [0, -1, 1.5, Number.NaN, 2 ** 40]) {
      await expect(getSessionPage(viewer, id, services.pool)).rejects.toEqual(kind);
    }
  });
});
