import type { Viewer } from '~/modules/accounts/viewer';
import { type Db, Prisma } from '~/platform/db';
import type { MemberCampaign } from './schema';

/**
 * The campaigns the viewer is listed in, with everything their pages show about them: one round trip.
 * Open ones first by deadline, then closed ones, newest first. `code` narrows to one.
 */
export async function getMemberCampaigns(viewer: Viewer, db: Db, code?: string): Promise<MemberCampaign[]> {
  if (viewer.memberId === null) return [];
  const memberId = viewer.memberId;
  const one = code === undefined ? Prisma.empty : Prisma.sql`AND c.code = ${code}`;
  const rows = await db.$queryRaw<{ campaign: MemberCampaign }[]>`
    SELECT json_build_object(
      'code', c.code, 'title', c.title, 'description', c.description, 'state', c.state,
      'opensAt', c.opens_at, 'deadlineAt', c.deadline_at, 'deadlineTimeZone', c.deadline_time_zone, 'closedAt', c.closed_at,
      'coverageThreshold', c.coverage_threshold, 'quizRequired', c.quiz_required,
      'presenceChecks', c.presence_checks, 'presenceChecksNeeded', c.presence_checks_needed, 'rosterReason', r.reason,
      'studied', COALESCE(o.studied, false), 'excused', COALESCE(o.excused, false),
      'documents', COALESCE((${documentsOf(memberId)}), '[]'::json),
      'sessions', COALESCE((${sessionsOf(memberId)}), '[]'::json),
      'quiz', (${quizOf(memberId)})
    ) AS campaign
    FROM roster_entry r
    JOIN campaign c ON c.id = r.campaign_id
    LEFT JOIN member_outcome o ON o.campaign_id = c.id AND o.member_id = r.member_id
    WHERE r.member_id = ${memberId} AND c.state <> 'DRAFT' ${one}
    ORDER BY c.state, CASE WHEN c.state = 'OPEN' THEN c.deadline_at END, c.closed_at DESC, c.id
    LIMIT 50`;
  return rows.map((row) => withIsoTimes(row.campaign));
}

const documentsOf = (memberId: number) => Prisma.sql`
  SELECT json_agg(json_build_object('code', d.code, 'kind', d.kind, 'referenceNumber', d.reference_number, 'title', d.title,
    'issuer', d.issuer, 'issuedOn', d.issued_on, 'readAt', dr.read_at) ORDER BY cd.position, d.id)
  FROM campaign_document cd JOIN party_document d ON d.id = cd.document_id
  LEFT JOIN document_reading dr ON dr.document_id = d.id AND dr.member_id = ${memberId}
  WHERE cd.campaign_id = c.id`;

const sessionsOf = (memberId: number) => Prisma.sql`
  SELECT json_agg(json_build_object('id', s.id, 'position', s.position, 'title', s.title, 'topic', s.topic,
    'lecturer', s.lecturer, 'lecturerTitle', s.lecturer_title, 'startsAt', s.starts_at, 'endsAt', s.ends_at,
    'timelineSeconds', rec.timeline_seconds, 'covered', COALESCE(sc.covered, 0),
    'way', COALESCE(o.ways[s.place], 0), 'checksMet', CASE WHEN c.presence_checks_needed > 0
      THEN (SELECT count(*) FROM presence_check k WHERE k.session_id = s.id AND k.member_id = ${memberId}
              AND (k.answered_at IS NOT NULL OR k.accepted)) ELSE 0 END) ORDER BY s.position)
  FROM (SELECT *, (row_number() OVER (ORDER BY position))::int AS place FROM study_session WHERE campaign_id = c.id) s
  LEFT JOIN recording rec ON rec.session_id = s.id
  LEFT JOIN session_coverage sc ON sc.session_id = s.id AND sc.member_id = ${memberId}`;

const quizOf = (memberId: number) => Prisma.sql`
  SELECT json_build_object('questionCount', q.question_count, 'minutes', q.minutes, 'attempts', q.attempts,
    'passMark', q.pass_mark, 'afterCoverage', q.after_coverage, 'opensAt', q.opens_at, 'closesAt', q.closes_at,
    'attemptsUsed', (SELECT count(*) FROM quiz_attempt a WHERE a.quiz_id = q.id AND a.member_id = ${memberId}),
    'ongoing', (SELECT json_build_object('number', a.number, 'endsAt', a.ends_at) FROM quiz_attempt a
      WHERE a.quiz_id = q.id AND a.member_id = ${memberId} AND a.submitted_at IS NULL ORDER BY a.number DESC LIMIT 1),
    'best', (SELECT max(a.score::bigint * 10000 / NULLIF(a.max_score, 0))::int FROM quiz_attempt a
      WHERE a.quiz_id = q.id AND a.member_id = ${memberId} AND a.submitted_at IS NOT NULL),
    'passed', COALESCE((SELECT bool_or(a.passed) FROM quiz_attempt a
      WHERE a.quiz_id = q.id AND a.member_id = ${memberId}), false))
  FROM quiz q WHERE q.campaign_id = c.id`;

// Postgres writes timestamps in JSON with its own session's offset; pages compare and sort them as UTC text.
const iso = <T extends string | null>(text: T): T => (text === null ? text : (new Date(text).toISOString() as T));

function withIsoTimes(campaign: MemberCampaign): MemberCampaign {
  const { quiz } = campaign;
  return {
    ...campaign,
    opensAt: iso(campaign.opensAt),
    deadlineAt: iso(campaign.deadlineAt),
    closedAt: iso(campaign.closedAt),
    documents: campaign.documents.map((d) => ({ ...d, readAt: iso(d.readAt) })),
    sessions: campaign.sessions.map((s) => ({ ...s, startsAt: iso(s.startsAt), endsAt: iso(s.endsAt) })),
    quiz: quiz && {
      ...quiz,
      opensAt: iso(quiz.opensAt),
      closesAt: iso(quiz.closesAt),
      ongoing: quiz.ongoing && { ...quiz.ongoing, endsAt: iso(quiz.ongoing.endsAt) },
    },
  };
}
