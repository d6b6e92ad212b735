import { randomUUID } from 'node:crypto';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom } from '../factories/attendance';
import { PERSONS, type Person, type Thing } from './matrix';

export interface World {
  things: Record<Thing, string>;
  room: Classroom;
}

/** A unit with one of everything. */
export async function makeWorld(services: Services, name: string): Promise<World> {
  const { db } = services;
  const room = await makeClassroom(db, { quizRequired: true });
  const { unitId, campaignId, campaignCode } = room;
  await db.campaignAudience.create({ data: { campaignId, unitId } });
  const document = await db.partyDocument.create({
    data: { code: `tai-lieu-${name}`, kind: 'RESOLUTION', title: 'Tài liệu', campaigns: { create: { campaignId } } },
  });
  const bank = await db.questionBank.create({ data: { code: `ngan-hang-${name}`, title: 'Ngân hàng', unitId } });
  await db.quiz.create({ data: { campaignId, bankId: bank.id } });
  const account = await db.account.create({
    data: {
      username: `nguoi.${name}`,
      displayName: 'Người khác',
      passwordHash: '-',
      grants: { create: { role: 'SECRETARY', unitId } },
    },
  });
  const run = await db.importRun.create({
    data: {
      id: randomUUID(),
      kind: 'MEMBERS',
      fileName: 'a.xlsx',
      storageKey: name,
      byteSize: 1,
      createdById: account.id,
      unitId,
    },
  });
  const snapshot = await db.snapshot.create({
    data: { campaignId, unitId, frozenByName: 'Người', figures: {}, sha256: '0'.repeat(64) },
  });
  const report = await db.completionReport.create({
    data: { snapshotId: snapshot.id, requestedByName: 'Người', requestKey: randomUUID() },
  });
  const venue = await db.venue.create({
    data: { sessionId: room.sessionIds[0] ?? 0, unitId, name: 'Hội trường', units: { create: { unitId } } },
  });
  const dataRequest = await db.dataRequest.create({
    data: {
      ...{ accountId: account.id, unitId, kind: 'QUESTION' },
      ...{ answerBy: new Date('2026-11-25'), finishBy: new Date('2026-12-07') },
    },
  });
  const review = await db.accessReview.create({
    data: {
      ...{ unitId, openedById: account.id, openedByName: 'Người' },
      ...{ periodFrom: new Date('2026-05-23'), periodTo: new Date('2026-11-23'), dueOn: new Date('2026-12-23') },
    },
  });
  await db.grantProposal.create({
    data: {
      ...{ accountId: account.id, username: account.username, accountName: 'Người khác', role: 'INSPECTOR', unitId },
      ...{ proposedById: account.id, proposedByName: 'Người', expiresAt: new Date(Date.now() + 86_400_000) },
    },
  });
  await db.emergencyAccess.create({
    data: {
      ...{ accountId: account.id, accountName: 'Người khác', role: 'SECRETARY', readOnly: true, unitId },
      ...{ startedAt: new Date(Date.now() - 3_600_000), untilAt: new Date(Date.now() - 1_800_000) },
      reason: 'Máy chủ hỏng giữa buổi học',
    },
  });
  const sessionId = String(room.sessionIds[0]);
  const broadcast = await db.broadcast.create({
    data: { sessionId: room.sessionIds[0] ?? 0, publicPath: `phat-${name}`, state: 'PUBLISHED' },
  });
  const things: Record<Thing, string> = {
    ...{
      broadcastId: String(broadcast.id),
      campaign: campaignCode,
      sessionId,
      sessionPosition: '1',
      document: document.code,
      unit: campaignCode,
    },
    ...{ memberId: String(room.memberIds[1]), account: account.username, bank: bank.code, importRun: run.id },
    ...{ report: String(report.id), assetId: '1', venueId: String(venue.id), dataRequest: String(dataRequest.id) },
    accessReview: String(review.id),
  };
  return { things, room };
}

/** One signed-in person of each kind in the world's unit; their cookies. */
export async function makePersons(services: Services, { room }: World): Promise<Record<Person, string>> {
  const cookies = await Promise.all(
    PERSONS.map(async (person) => {
      const account = await services.db.account.create({
        data: {
          username: `access.${person.toLowerCase()}`,
          displayName: person,
          passwordHash: '-',
          mustChangePassword: false,
          memberId: person === 'MEMBER' ? room.memberIds[0] : null,
          grants: person === 'MEMBER' ? {} : { create: { role: person, unitId: room.unitId } },
        },
      });
      if (person === 'VENUE_CLERK') {
        const venue = await services.db.venue.findFirstOrThrow({ where: { sessionId: room.sessionIds[0] ?? 0 } });
        await services.db.venueClerk.create({ data: { venueId: venue.id, accountId: account.id } });
      }
      const token = await openAuthSession({ accountId: account.id, now: new Date() }, services.db);
      return [person, `dc=${token}`] as const;
    }),
  );
  return Object.fromEntries(cookies) as Record<Person, string>;
}
