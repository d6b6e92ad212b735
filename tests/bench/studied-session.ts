import type { Services } from '~/platform/services';
import { makeAccount, makeMember, makeUnit } from '../factories/accounts';

/** A member half-way through an open campaign: two sessions with recordings, a quiz, two documents, some coverage. */
export async function makeStudiedSession(services: Services): Promise<{ accountId: number; sessionId: number }> {
  const { db } = services;
  const unit = await makeUnit(services, 'K', null, 'Đảng bộ Khối Mẫu');
  const cell = await makeUnit(services, 'K.1', unit, 'Chi bộ 1');
  const member = await makeMember(services, cell, 'Nguyễn Thị Ánh');
  const account = await makeAccount(services, {
    username: 'dangvien',
    memberId: member.id,
    grants: [['MEMBER', cell]],
  });
  const campaign = await db.campaign.create({
    data: {
      code: 'mau',
      title: 'Chuyển đổi số trong công tác đảng',
      unitId: unit.id,
      state: 'OPEN',
      openedAt: new Date(),
      deadlineAt: new Date(Date.now() + 20 * 86_400_000),
      rosterTakenAt: new Date(),
      audience: { create: { unitId: unit.id } },
      roster: { create: { memberId: member.id, unitId: cell.id, reason: 'REQUIRED', kind: 'OFFICIAL' } },
      quiz: { create: { bank: { create: { code: 'mau', title: 'Ngân hàng mẫu', unitId: unit.id } } } },
      documents: {
        create: [1, 2].map((position) => ({
          position,
          document: { create: { code: `vb-${position}`, kind: 'RESOLUTION', title: `Văn bản mẫu số ${position}` } },
        })),
      },
    },
  });
  const sessionIds: number[] = [];
  for (const position of [1, 2]) {
    const session = await db.studySession.create({
      data: {
        campaignId: campaign.id,
        position,
        title: `Chuyên đề ${position}`,
        lecturer: 'Trần Quốc Bình',
        startsAt: new Date(Date.now() - 86_400_000),
      },
    });
    const asset = await db.mediaAsset.create({
      data: {
        publicPath: `bench-${position}`,
        fileName: 'lecture.mp4',
        state: 'READY',
        progress: 100,
        durationSeconds: 3240,
        width: 1280,
        height: 720,
      },
    });
    await db.recording.create({ data: { sessionId: session.id, assetId: asset.id, timelineSeconds: 3240 } });
    await db.captionTrack.create({
      data: { assetId: asset.id, body: 'WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\nKính chào các đồng chí.\n' },
    });
    sessionIds.push(session.id);
  }
  const [sessionId = 0] = sessionIds;
  await db.$executeRaw`
    insert into session_coverage (session_id, member_id, live, recording, covered, last_beat_at, ticket_at, position)
    values (${sessionId}, ${member.id}, '{}', '{[0,900),[1200,1800),[2400,2500)}', 1600, now(), now(), 2500)`;
  return { accountId: account.id, sessionId };
}
