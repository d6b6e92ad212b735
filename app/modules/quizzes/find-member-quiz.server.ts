import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { reachesThreshold } from '~/modules/attendance/schema';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { DrawPlan } from './draw-paper';
import { type QuizAvailability, type QuizWindow, quizAvailability, quizWindow } from './quiz-availability';

export interface QuizSession {
  id: number;
  position: number;
  title: string;
  attended: boolean;
  /** Whole seconds, and of how many; null: no recording yet. */
  covered: number;
  timelineSeconds: number | null;
}

export interface MemberAttempt {
  id: number;
  number: number;
  startedAt: Date;
  endsAt: Date;
  submittedAt: Date | null;
  timedOut: boolean;
  score: number | null;
  maxScore: number | null;
  passed: boolean | null;
}

/** Everything that decides whether and how one member may take the quiz of one campaign. No question is in it. */
export interface MemberQuiz {
  quizId: number;
  bankId: number;
  campaignId: number;
  campaignUnitId: number;
  campaignCode: string;
  campaignTitle: string;
  deadlineTimeZone: string;
  coverageThreshold: number;
  /** Presence checks that must be met in a session that was not attended in a hall; 0: none. */
  presenceChecksNeeded: number;
  questionCount: number;
  draw: DrawPlan;
  minutes: number;
  attemptsAllowed: number;
  passMark: number;
  afterCoverage: boolean;
  window: QuizWindow;
  sessions: QuizSession[];
  attempts: MemberAttempt[];
  drawable: number;
  availability: QuizAvailability;
}

interface SessionRow {
  id: number;
  position: number;
  title: string;
  way: number;
  covered: number;
  timeline_seconds: number | null;
}

async function findSessions(campaignId: number, memberId: number, db: Db): Promise<SessionRow[]> {
  return db.$queryRaw<SessionRow[]>`
    select s.id, s.position, s.title, coalesce(o.ways[s.place], 0)::int as way, coalesce(sc.covered, 0)::int as covered, r.timeline_seconds
      from (select *, row_number() over (order by position) as place from study_session where campaign_id = ${campaignId}) s
      left join recording r on r.session_id = s.id
      left join session_coverage sc on sc.session_id = s.id and sc.member_id = ${memberId}
      left join member_outcome o on o.campaign_id = s.campaign_id and o.member_id = ${memberId}
     order by s.position`;
}

/**
 * The quiz of a campaign as one member meets it now.
 * @throws AppError not-found when there is no such quiz or the member is not on the roster
 */
export async function findMemberQuiz(
  args: { code: string; memberId: number | null; now: Date },
  db: Db,
): Promise<MemberQuiz> {
  const { code, memberId, now } = args;
  if (memberId === null) throw notFound();
  const quiz = await db.quiz.findFirst({
    where: { campaign: { code, roster: { some: { memberId, reason: { not: 'TRANSFERRED_OUT' } } } } },
    include: { campaign: true, sittings: { where: { memberId }, orderBy: { number: 'asc' }, omit: { paper: true } } },
  });
  if (!quiz) throw notFound();
  const { campaign } = quiz;
  const [{ count: drawable } = { count: 0 }] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from question where bank_id = ${quiz.bankId} and retired_at is null and kind <> 'ESSAY'`;
  let rows = await findSessions(campaign.id, memberId, db);
  const reached = (row: SessionRow) =>
    reachesThreshold(row.covered, row.timeline_seconds ?? 0, campaign.coverageThreshold);
  // The writer brings outcomes up to date a moment after the coverage: who has just reached the threshold need not wait for it.
  if (quiz.afterCoverage && rows.some((row) => row.way === 0 && reached(row))) {
    await recomputeOutcomes({ campaignId: campaign.id, memberIds: [memberId] }, db);
    rows = await findSessions(campaign.id, memberId, db);
  }
  const sessions = rows.map((row) => ({
    id: row.id,
    position: row.position,
    title: row.title,
    attended: row.way > 0,
    covered: row.covered,
    timelineSeconds: row.timeline_seconds,
  }));
  const window = quizWindow(quiz, campaign);
  return {
    quizId: quiz.id,
    bankId: quiz.bankId,
    campaignId: campaign.id,
    campaignUnitId: campaign.unitId,
    campaignCode: campaign.code,
    campaignTitle: campaign.title,
    deadlineTimeZone: campaign.deadlineTimeZone,
    coverageThreshold: campaign.coverageThreshold,
    presenceChecksNeeded: campaign.presenceChecksNeeded,
    questionCount: quiz.questionCount,
    draw: (quiz.draw ?? {}) as DrawPlan,
    minutes: quiz.minutes,
    attemptsAllowed: quiz.attempts,
    passMark: quiz.passMark,
    afterCoverage: quiz.afterCoverage,
    window,
    sessions,
    attempts: quiz.sittings,
    drawable,
    availability: quizAvailability({
      now,
      window,
      campaignState: campaign.state,
      onRoster: true,
      afterCoverage: quiz.afterCoverage,
      missingSessions: sessions.filter((session) => !session.attended).length,
      drawable,
      attemptsAllowed: quiz.attempts,
      attemptsStarted: quiz.sittings.length,
      running: quiz.sittings.some((attempt) => attempt.submittedAt === null),
    }),
  };
}
