import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { listMemberChecks } from '~/modules/presence-checks/list-member-checks.server';
import { checkState, isMet, neededChecks, type StoredCheck } from '~/modules/presence-checks/schema';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { MemberEvidence } from './schema';

/** What stands behind one member's verdict: coverage, roll-calls, excuses and corrections with reason and author, attempts. */
export async function getMemberEvidence(
  args: { viewer: Viewer; campaignId: number; memberId: number; now: Date },
  db: Db,
): Promise<MemberEvidence> {
  const { campaignId, memberId } = args;
  const [found] = await db.$queryRaw<
    { fullName: string; unitPath: string; presenceChecks: number; presenceChecksNeeded: number }[]
  >`
    SELECT m.full_name AS "fullName", u.path::text AS "unitPath", p.presence_checks AS "presenceChecks",
           p.presence_checks_needed AS "presenceChecksNeeded"
      FROM roster_entry r JOIN campaign p ON p.id = r.campaign_id JOIN member m ON m.id = r.member_id JOIN unit u ON u.id = r.unit_id
     WHERE r.campaign_id = ${campaignId} AND r.member_id = ${memberId}`;
  if (!found) throw notFound();
  const { presenceChecks, presenceChecksNeeded, ...member } = found;
  const rules = { presenceChecks, presenceChecksNeeded };
  requireCan(args.viewer, 'board.members', member.unitPath);
  const sessions = await db.$queryRaw<
    Omit<MemberEvidence['sessions'][number], 'records' | 'checks' | 'checksMet' | 'checksNeeded'>[]
  >`
    SELECT s.id, s.position, s.title, COALESCE(rec.timeline_seconds, 0) AS "timelineSeconds",
           COALESCE(c.covered, 0) AS "coveredSeconds",
           COALESCE(o.ways[(row_number() OVER (ORDER BY s.position))::int], 0)::int AS "wayCode"
      FROM study_session s
      LEFT JOIN recording rec ON rec.session_id = s.id
      LEFT JOIN session_coverage c ON c.session_id = s.id AND c.member_id = ${memberId}
      LEFT JOIN member_outcome o ON o.campaign_id = s.campaign_id AND o.member_id = ${memberId}
     WHERE s.campaign_id = ${campaignId} ORDER BY s.position`;
  const records = await db.attendanceEvidence.findMany({
    where: { memberId, session: { campaignId } },
    orderBy: { id: 'desc' },
    select: {
      id: true,
      sessionId: true,
      kind: true,
      positive: true,
      way: true,
      reason: true,
      recordedByName: true,
      recordedAt: true,
    },
  });
  const checks = presenceChecks > 0 ? await listMemberChecks(args, db) : new Map<number, StoredCheck[]>();
  const attempts = await db.quizAttempt.findMany({
    where: { memberId, quiz: { campaignId } },
    orderBy: { number: 'asc' },
    select: { number: true, submittedAt: true, score: true, maxScore: true, passed: true },
  });
  return {
    memberId,
    ...member,
    sessions: sessions.map((session) => ({
      ...session,
      records: records
        .filter((record) => record.sessionId === session.id)
        .map(({ recordedByName, recordedAt, sessionId: _, ...record }) => ({
          ...record,
          by: recordedByName,
          at: recordedAt,
        })),
      ...checksOf(checks.get(session.id) ?? [], args.now),
      checksNeeded: neededChecks(rules, session.timelineSeconds),
    })),
    attempts,
  };
}

const checksOf = (checks: readonly StoredCheck[], now: Date) => ({
  checks: checks.map((check) => ({ ...check, state: checkState(check, now), asked: new Date(check.askedAt) })),
  checksMet: checks.filter(isMet).length,
});
