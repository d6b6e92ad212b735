import { randomBytes, randomUUID } from 'node:crypto';
import type { Services } from '~/platform/services';
import { makeAccount, makeMember, makeUnit, type TestUnit } from '../factories/accounts';

/** Where rows lie: cells A (also the asking member's own), B and C of one tree; Y of another one. */
export const PLACES = ['A', 'B', 'C', 'Y'] as const;
export type Place = (typeof PLACES)[number];

export interface RowsWorld {
  root: TestUnit;
  units: Record<Place, TestUnit>;
  members: Record<Place, number>;
  accounts: Record<Place, { id: number; username: string }>;
  sessions: Record<Place, number>;
  campaigns: Record<Place, number>;
  venues: Record<Place, number>;
  attempts: Record<Place, number>;
  /** Table → place → how to find its row, as a condition. */
  find: Record<string, Record<Place, string>>;
}

/** One row in every protected table for each place; in C nobody has asked a question. */
export async function makeRowsWorld(services: Services): Promise<RowsWorld> {
  const { db } = services;
  const root = await makeUnit(services, 'G', null);
  const foreign = await makeUnit(services, 'X', null);
  const campaignOf = async (unit: TestUnit) => {
    const campaign = await db.campaign.create({
      data: {
        code: `dot-${unit.code}`,
        title: 'Đợt',
        unitId: unit.id,
        state: 'OPEN',
        deadlineAt: new Date('2027-01-01'),
        sessions: { create: { position: 1, title: 'Buổi 1', startsAt: new Date() } },
      },
      include: { sessions: true },
    });
    const bank = await db.questionBank.create({ data: { code: `nh-${unit.code}`, title: 'NH', unitId: unit.id } });
    const quiz = await db.quiz.create({ data: { campaignId: campaign.id, bankId: bank.id } });
    const sessionId = campaign.sessions[0]?.id ?? 0;
    const poll = await db.poll.create({ data: { sessionId, title: 'Biểu quyết', options: ['Có', 'Không'] } });
    return { campaignId: campaign.id, sessionId, quizId: quiz.id, pollId: poll.id };
  };
  const inside = await campaignOf(root);
  const outside = await campaignOf(foreign);
  const documents = await db.partyDocument.create({ data: { code: 'vb', kind: 'RESOLUTION', title: 'Văn bản' } });

  const world = {
    ...{ root, units: {}, members: {}, accounts: {}, sessions: {}, campaigns: {}, venues: {}, attempts: {} },
    find: {},
  } as RowsWorld;
  for (const place of PLACES) {
    const study = place === 'Y' ? outside : inside;
    const { campaignId, sessionId } = study;
    const unit = await makeUnit(services, place, place === 'Y' ? foreign : root);
    const unitId = unit.id;
    const { id: memberId } = await makeMember(services, unit, `Nguyễn Văn ${place}`);
    const account = await makeAccount(services, { username: `nguoi.${place.toLowerCase()}`, memberId });
    const at = new Date();
    const status = await db.memberStatus.create({ data: { memberId, status: 'ACTIVE', validFrom: at } });
    const home = await db.memberHome.create({ data: { memberId, unitId, validFrom: at } });
    const grant = await db.roleGrant.create({ data: { accountId: account.id, role: 'MEMBER', unitId } });
    const browser = await db.authSession.create({
      data: { accountId: account.id, tokenHash: randomBytes(32), expiresAt: new Date(Date.now() + 3_600_000) },
    });
    const at5 = new Date(Date.now() + 300_000);
    const owner = { accountId: account.id };
    await db.totpFactor.create({ data: { ...owner, confirmedAt: at } });
    const passkey = await db.passkey.create({
      data: { ...owner, credentialId: place, publicKey: randomBytes(9), userHandle: randomBytes(9), name: 'Máy' },
    });
    await db.recoveryCodes.create({ data: { ...owner, salt: randomBytes(16), hashes: [] } });
    await db.signInStep.create({
      data: { ...owner, tokenHash: randomBytes(32), userAgentHash: randomBytes(32), expiresAt: at5 },
    });
    const notice = await db.securityNotice.create({ data: { ...owner, id: randomUUID(), kind: 'TOTP_ADDED', at } });
    const link = await db.oidcLink.create({
      data: { ...owner, issuer: 'https://dang-nhap.example.vn', subject: place, linkedByName: 'Người' },
    });
    const upload = await db.upload.create({
      data: { id: `tai-len-${place}`, ownerId: account.id, fileName: 'a.mp4', byteSize: 1 },
    });
    const run = await db.importRun.create({
      data: { kind: 'MEMBERS', fileName: 'a.xlsx', storageKey: place, byteSize: 1, createdById: account.id },
    });
    await db.importRow.create({ data: { runId: run.id, rowNumber: 1, action: 'CREATE', data: {} } });
    await db.rosterEntry.create({ data: { campaignId, memberId, unitId, reason: 'REQUIRED', kind: 'OFFICIAL' } });
    await db.memberOutcome.create({ data: { campaignId, memberId, unitId, required: true, ways: [0] } });
    await db.sessionCoverage.create({ data: { sessionId, memberId, ticketAt: at, lastBeatAt: at } });
    const venue = await db.venue.create({
      data: { sessionId, unitId, name: `Hội trường ${place}`, units: { create: { unitId } } },
    });
    const evidence = await db.attendanceEvidence.create({
      data: { sessionId, memberId, kind: 'ROLL_CALL', positive: true, recordedByName: 'Thư ký', venueId: venue.id },
    });
    await db.documentReading.create({ data: { memberId, documentId: documents.id } });
    const attempt = await db.quizAttempt.create({
      data: { quizId: study.quizId, memberId, number: 1, endsAt: new Date(at.getTime() + 60_000), paper: [] },
    });
    await db.quizAnswer.create({ data: { attemptId: attempt.id, questionId: 1, answer: {} } });
    await db.presenceCheck.create({ data: { sessionId, memberId, number: 1, at: 1, askedAt: at, answerBy: at } });
    const question =
      place === 'C' ? null : await db.sessionQuestion.create({ data: { sessionId, memberId, body: 'Hỏi' } });
    await db.pollVote.create({ data: { pollId: study.pollId, memberId, option: 0 } });
    await db.ballotIssue.create({ data: { pollId: study.pollId, memberId, blinded: randomBytes(32) } });
    await db.venueCheckIn.create({ data: { sessionId, memberId, venueId: venue.id, way: 'CODE', walkIn: false } });
    await db.venueClerk.create({ data: { venueId: venue.id, accountId: account.id } });
    const snapshot = await db.snapshot.create({
      data: { campaignId, unitId, frozenByName: 'Người', figures: {}, sha256: '0'.repeat(64) },
    });
    await db.snapshotMember.create({
      data: {
        ...{ snapshotId: snapshot.id, memberId, unitId, fullName: 'Nguyễn', sortKey: 'n', required: true },
        ...{ rosterReason: 'REQUIRED', studied: false, excused: false, keyCadre: false },
        ...{ quizPassed: false, paperDone: false },
      },
    });
    const report = await db.completionReport.create({
      data: { snapshotId: snapshot.id, requestedByName: 'Người', requestKey: randomUUID() },
    });
    await db.reportFile.create({
      data: { reportId: report.id, format: 'PDF', storageKey: place, byteSize: 1, sha256: '0'.repeat(64) },
    });
    const freeze = await db.figureFreeze.create({
      data: { campaignId, unitId, requestedByName: 'Người' },
    });
    const minutes = await db.sessionMinutes.create({
      data: {
        ...{ sessionId, version: PLACES.indexOf(place) + 1, savedByName: 'Thư ký', content: {} },
        ...{ sha256: '0'.repeat(64), finalisedAt: at, finalisedByName: 'Thư ký' },
      },
    });
    const entry = await db.auditEntry.create({
      data: { action: 'thu.nghiem', actorName: 'Người', targetType: 'Unit', targetId: String(unitId), unitId },
    });
    const accountId = account.id;
    await db.noticeReading.create({ data: { accountId, version: '2026-11-23', sha256: '0'.repeat(64) } });
    const asked = await db.dataRequest.create({
      data: { accountId, memberId, unitId, kind: 'QUESTION', answerBy: at, finishBy: at },
    });
    await db.dataExport.create({ data: { id: `ban-${place}`, accountId } });
    const reset = await db.passwordReset.create({
      data: { accountId, kind: 'CODE', secretHash: place, expiresAt: at, usedAt: at },
    });
    await db.resetRequest.create({ data: { id: `yeu-cau-${place}` } });
    await db.outgoingMail.create({ data: { id: `thu-${place}`, accountId, subject: 'Thư' } });
    const withdrawn = await db.quarantine.create({
      data: {
        target: 'DOCUMENT',
        targetId: `tai-lieu-${place}`,
        title: 'Tài liệu',
        unitId,
        reason: '',
        byName: 'Người',
      },
    });
    const proposal = await db.grantProposal.create({
      data: {
        ...{ accountId, username: account.username, accountName: 'Người', role: 'INSPECTOR', unitId },
        ...{ proposedById: accountId, proposedByName: 'Người', expiresAt: at5 },
      },
    });
    const emergency = await db.emergencyAccess.create({
      data: {
        ...{ accountId, accountName: 'Người', role: 'SECRETARY', readOnly: true, unitId },
        // Over: one in force would open rows.
        ...{ startedAt: new Date(at.getTime() - 3_600_000), untilAt: new Date(at.getTime() - 1_800_000) },
        reason: 'Máy chủ hỏng giữa buổi học',
      },
    });
    const review = await db.accessReview.create({
      data: {
        ...{ unitId, openedById: accountId, openedByName: 'Người', periodFrom: at, periodTo: at, dueOn: at5 },
        items: {
          create: {
            ...{ grantId: grant.id, accountId, username: account.username, accountName: 'Người', role: 'SECRETARY' },
            ...{ unitId, unitCode: unit.code, unitName: 'Đơn vị', grantedAt: at, hasFactor: true, disabled: false },
            emergencies: 0,
          },
        },
      },
    });
    await services.pool.query(
      `insert into key_issue (public_path, account_id, auth_session_id, venue_id, hour, session_id, mark, periods, requests, first_at, last_at)
       values ($1, $2, $3, 0, now(), $4, 'ABCD1234', '{[0,1)}', 1, now(), now())`,
      [`thu-muc-${place}`, account.id, browser.id, sessionId],
    );
    Object.assign(world.units, { [place]: unit });
    Object.assign(world.members, { [place]: memberId });
    Object.assign(world.accounts, { [place]: account });
    Object.assign(world.sessions, { [place]: sessionId });
    Object.assign(world.campaigns, { [place]: campaignId });
    Object.assign(world.venues, { [place]: venue.id });
    Object.assign(world.attempts, { [place]: attempt.id });
    const rows: Record<string, string> = {
      ...{ member: `id = ${memberId}`, member_status: `id = ${status.id}`, member_home: `id = ${home.id}` },
      ...{ account: `id = ${account.id}`, role_grant: `id = ${grant.id}`, auth_session: `id = ${browser.id}` },
      ...{ totp_factor: `id = ${account.id}`, passkey: `id = ${passkey.id}` },
      oidc_link: `id = ${link.id}`,
      security_notice: `id = '${notice.id}'`,
      ...{ recovery_codes: `account_id = ${account.id}`, sign_in_step: `account_id = ${account.id}` },
      ...{ upload: `id = '${upload.id}'`, import_run: `id = '${run.id}'`, import_row: `run_id = '${run.id}'` },
      ...{ attendance_evidence: `id = ${evidence.id}`, quiz_attempt: `id = ${attempt.id}` },
      ...{ quiz_answer: `attempt_id = ${attempt.id}`, venue_clerk: `venue_id = ${venue.id}` },
      ...{ snapshot: `id = ${snapshot.id}`, snapshot_member: `snapshot_id = ${snapshot.id}` },
      ...{ completion_report: `id = ${report.id}`, report_file: `report_id = ${report.id}` },
      ...{ figure_freeze: `id = ${freeze.id}`, session_minutes: `id = ${minutes.id}`, audit_entry: `id = ${entry.id}` },
      ...{ notice_reading: `account_id = ${accountId}`, data_request: `id = ${asked.id}` },
      ...{ data_export: `id = 'ban-${place}'`, password_reset: `id = ${reset.id}` },
      ...{ reset_request: `id = 'yeu-cau-${place}'`, outgoing_mail: `id = 'thu-${place}'` },
      ...{ quarantine: `id = ${withdrawn.id}`, key_issue: `account_id = ${account.id}` },
      ...{ grant_proposal: `id = ${proposal.id}`, emergency_access: `id = ${emergency.id}` },
      ...{ access_review: `id = ${review.id}`, access_review_item: `review_id = ${review.id}` },
      session_question: question ? `id = ${question.id}` : 'false',
    };
    for (const table of ['roster_entry', 'member_outcome', 'session_coverage', 'document_reading', 'presence_check'])
      rows[table] = `member_id = ${memberId}`;
    for (const table of ['poll_vote', 'ballot_issue', 'venue_check_in']) rows[table] = `member_id = ${memberId}`;
    for (const [table, condition] of Object.entries(rows)) {
      world.find[table] = { ...world.find[table], [place]: condition } as Record<Place, string>;
    }
  }
  return world;
}
