import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import type { Services } from '~/platform/services';
import { makeMember, makeUnit, type TestUnit } from './accounts';

export interface StudyTree {
  root: TestUnit;
  cells: TestUnit[];
  campaignId: number;
  campaignCode: string;
  sessionIds: number[];
  /** By cell. */
  memberIds: number[][];
}

/**
 * A bloc with three cells of five members, an open campaign of two sessions without quiz. In each cell: member 0 attended both in
 * the hall, 1 one session only, 2 is excused for both, 3 nothing, 4 is exempt. In the first cell, everybody required of two did all.
 */
export async function makeStudyTree(services: Services, code: string): Promise<StudyTree> {
  const { db } = services;
  const root = await makeUnit(services, code, null, `Đảng bộ ${code}`);
  const cells: TestUnit[] = [];
  const memberIds: number[][] = [];
  for (let c = 1; c <= 3; c++) {
    const cell = await makeUnit(services, `${code}.${c}`, root, `Chi bộ ${c} – ${code}`);
    cells.push(cell);
    const ids: number[] = [];
    for (const name of ['Nguyễn Thị Ánh', 'Trần Văn Đức', 'Lê Thị Ước', '=SUM(A1) Phạm', 'Vũ Quỳnh'])
      ids.push((await makeMember(services, cell, name)).id);
    memberIds.push(ids);
  }
  const now = services.clock.now();
  const campaign = await db.campaign.create({
    data: {
      code,
      title: `Chuyển đổi số ${code}`,
      unitId: root.id,
      quizRequired: false,
      state: 'OPEN',
      openedAt: now,
      rosterTakenAt: now,
      deadlineAt: new Date(now.getTime() + 30 * 86_400_000),
    },
  });
  const sessionIds: number[] = [];
  for (const position of [1, 2]) {
    const session = await db.studySession.create({
      data: {
        campaignId: campaign.id,
        position,
        title: `Chuyên đề ${position}`,
        lecturer: 'Trần Thị Mẫu',
        startsAt: now,
      },
    });
    sessionIds.push(session.id);
  }
  const evidence = (memberId: number, sessionId: number, kind: 'ROLL_CALL' | 'EXCUSE') => ({
    memberId,
    sessionId,
    kind,
    positive: true,
    way: kind === 'ROLL_CALL' ? ('HALL' as const) : null,
    reason: kind === 'EXCUSE' ? 'Điều trị tại bệnh viện' : null,
    recordedByName: 'Bí thư',
  });
  for (const [c, ids] of memberIds.entries()) {
    await db.rosterEntry.createMany({
      data: ids.map((memberId, i) => ({
        campaignId: campaign.id,
        memberId,
        unitId: cells[c]?.id ?? 0,
        reason: i === 4 ? ('EXEMPT' as const) : ('REQUIRED' as const),
        kind: i === 1 ? ('PROBATIONARY' as const) : ('OFFICIAL' as const),
        keyCadre: i === 0,
      })),
    });
    const [s1 = 0, s2 = 0] = sessionIds;
    const [all = 0, half = 0, excused = 0] = ids;
    await db.attendanceEvidence.createMany({
      data: [
        evidence(all, s1, 'ROLL_CALL'),
        evidence(all, s2, 'ROLL_CALL'),
        evidence(half, s1, 'ROLL_CALL'),
        evidence(excused, s1, 'EXCUSE'),
        evidence(excused, s2, 'EXCUSE'),
      ],
    });
  }
  await recomputeOutcomes({ campaignId: campaign.id }, db);
  return { root, cells, campaignId: campaign.id, campaignCode: code, sessionIds, memberIds };
}
