import { openIdentity } from '~/modules/org/member-identity';
import type { Services } from '~/platform/services';

/** Whose data: always the person who asks, or the worker for the person who asked. */
export interface DataSubject {
  accountId: number;
  memberId: number | null;
}

/** Newest first; the page and the papers say how many there are in all. */
const NEWEST = 500;

/**
 * Everything the system holds about one person, as it is stored, in one shape for the page, the PDF and the JSON file. Not in it: who
 * looked at these data (the inspector's, on request), and what is not linked to anybody (secret ballots).
 */
export async function getMyData(
  { accountId, memberId }: DataSubject,
  { db, cipher, clock }: Pick<Services, 'db' | 'cipher' | 'clock'>,
) {
  const account = await db.account.findUniqueOrThrow({
    where: { id: accountId },
    select: {
      ...{ username: true, displayName: true, language: true, createdAt: true, lastSignInAt: true },
      grants: {
        where: { revokedAt: null },
        select: { role: true, grantedAt: true, unit: { select: { name: true } } },
        orderBy: { id: 'asc' },
      },
      authSessions: {
        select: { createdAt: true, lastSeenAt: true, revokedAt: true, expiresAt: true, userAgent: true, address: true },
        orderBy: { createdAt: 'desc' },
        take: NEWEST,
      },
      noticeReadings: { select: { version: true, readAt: true }, orderBy: { readAt: 'desc' } },
      dataRequests: {
        select: { id: true, kind: true, state: true, receivedAt: true, finishedAt: true },
        orderBy: { id: 'desc' },
        take: NEWEST,
      },
    },
  });
  const imports = await db.importRun.count({ where: { createdById: accountId } });
  const uploads = await db.upload.count({ where: { ownerId: accountId } });
  return {
    madeAt: clock.now().toISOString(),
    account: { ...account, imports, uploads },
    member: memberId === null ? null : await memberData(memberId, { db, cipher }),
  };
}

export type MyData = Awaited<ReturnType<typeof getMyData>>;

async function memberData(id: number, { db, cipher }: Pick<Services, 'db' | 'cipher'>) {
  const stored = await db.member.findUniqueOrThrow({
    where: { id },
    include: {
      unit: { select: { name: true } },
      statuses: {
        orderBy: { validFrom: 'desc' },
        select: { status: true, validFrom: true, validTo: true, reason: true },
      },
      homes: {
        orderBy: { validFrom: 'desc' },
        select: { validFrom: true, validTo: true, unit: { select: { name: true } } },
      },
    },
  });
  const session = { select: { title: true, campaign: { select: { title: true } } } };
  const newest = { take: NEWEST };
  const where = { memberId: id };
  const coverage = await db.sessionCoverage.findMany({
    ...{ where, ...newest, orderBy: { lastBeatAt: 'desc' } },
    select: { covered: true, position: true, lastBeatAt: true, session },
  });
  const checks = await db.presenceCheck.findMany({
    ...{ where, ...newest, orderBy: { askedAt: 'desc' } },
    select: {
      number: true,
      askedAt: true,
      answeredAt: true,
      explanation: true,
      accepted: true,
      decisionReason: true,
      session,
    },
  });
  const evidence = await db.attendanceEvidence.findMany({
    ...{ where, ...newest, orderBy: { recordedAt: 'desc' } },
    select: { kind: true, positive: true, way: true, reason: true, recordedByName: true, recordedAt: true, session },
  });
  const outcomes = await db.memberOutcome.findMany({
    ...{ where, ...newest, orderBy: { campaignId: 'desc' } },
    select: {
      ...{
        required: true,
        studied: true,
        way: true,
        excused: true,
        quizScore: true,
        quizPassed: true,
        studiedAt: true,
      },
      campaign: { select: { title: true } },
    },
  });
  const rosters = await db.rosterEntry.findMany({
    ...{ where, ...newest, orderBy: { campaignId: 'desc' } },
    select: { reason: true, takenAt: true, unit: { select: { name: true } }, campaign: { select: { title: true } } },
  });
  const attempts = await db.quizAttempt.findMany({
    ...{ where, ...newest, orderBy: { startedAt: 'desc' } },
    select: {
      ...{
        number: true,
        startedAt: true,
        submittedAt: true,
        timedOut: true,
        score: true,
        maxScore: true,
        passed: true,
      },
      quiz: { select: { campaign: { select: { title: true } } } },
      _count: { select: { answers: true } },
    },
  });
  const questions = await db.sessionQuestion.findMany({
    ...{ where, ...newest, orderBy: { createdAt: 'desc' } },
    select: { body: true, state: true, createdAt: true, answer: true, declineReason: true, session },
  });
  const readings = await db.documentReading.findMany({
    ...{ where, ...newest, orderBy: { readAt: 'desc' } },
    select: { readAt: true, document: { select: { title: true } } },
  });
  const checkIns = await db.venueCheckIn.findMany({
    ...{ where, ...newest, orderBy: { at: 'desc' } },
    select: { at: true, way: true, venue: { select: { name: true } }, session },
  });
  const votes = await db.pollVote.findMany({
    ...{ where, ...newest, orderBy: { votedAt: 'desc' } },
    select: { option: true, votedAt: true, poll: { select: { title: true, options: true } } },
  });
  const ballots = await db.ballotIssue.findMany({ where, ...newest, select: { poll: { select: { title: true } } } });
  const { fullName, birthDate, birthYear, kind, joinedOn, status, partyPosition, governmentPosition, keyCadre } =
    stored;
  return {
    ...{ fullName, birthDate, birthYear, kind, joinedOn, status, partyPosition, governmentPosition, keyCadre },
    ...openIdentity(id, stored, cipher),
    ...{ timeZone: stored.timeZone, unit: stored.unit.name, createdAt: stored.createdAt, updatedAt: stored.updatedAt },
    ...{ statuses: stored.statuses, homes: stored.homes, rosters, outcomes, coverage, checks, evidence, checkIns },
    ...{ attempts, questions, readings, votes, ballots },
  };
}
