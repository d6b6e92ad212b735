import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { findMemberQuiz } from './find-member-quiz.server';
import { GRACE_MS, type QuizIntroView } from './schema';
import { submitAttempt } from './submit-attempt.server';

/** The page before the quiz. An attempt whose time is over is submitted first, so that no page waits for a job. */
export async function getQuizIntro(args: { viewer: Viewer; code: string; now: Date }, db: Db): Promise<QuizIntroView> {
  const find = () => findMemberQuiz({ code: args.code, memberId: args.viewer.memberId, now: args.now }, db);
  let quiz = await find();
  const open = quiz.attempts.find((attempt) => attempt.submittedAt === null);
  const due = open && args.now.getTime() >= Math.min(open.endsAt.getTime(), quiz.window.closesAt.getTime()) + GRACE_MS;
  if (open && due) {
    await submitAttempt({ attemptId: open.id, now: args.now, actor: null }, db);
    quiz = await find();
  }
  return {
    campaignCode: quiz.campaignCode,
    campaignTitle: quiz.campaignTitle,
    coverageThreshold: quiz.coverageThreshold,
    presenceChecksNeeded: quiz.presenceChecksNeeded,
    questionCount: quiz.questionCount,
    drawable: quiz.drawable,
    minutes: quiz.minutes,
    attemptsAllowed: quiz.attemptsAllowed,
    passMark: quiz.passMark,
    window: quiz.window,
    sessions: quiz.sessions,
    attempts: quiz.attempts.map(({ number, startedAt, submittedAt, score, maxScore, passed }) => ({
      number,
      startedAt,
      submittedAt,
      score,
      maxScore,
      passed,
    })),
    availability: quiz.availability,
    passed: quiz.attempts.some((attempt) => attempt.passed),
  };
}
