import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { findMemberQuiz, type MemberQuiz } from './find-member-quiz.server';
import { scoreInBasisPoints } from './mark-answer';
import { GRACE_MS } from './schema';
import { submitAttempt } from './submit-attempt.server';

export interface QuizIntro extends MemberQuiz {
  /** Best mark of the submitted attempts, basis points; null: none. */
  best: number | null;
  passed: boolean;
}

/** The page before the quiz. An attempt whose time is over is submitted first, so that no page waits for a job. */
export async function getQuizIntro(args: { viewer: Viewer; code: string; now: Date }, db: Db): Promise<QuizIntro> {
  const find = () => findMemberQuiz({ code: args.code, memberId: args.viewer.memberId, now: args.now }, db);
  let quiz = await find();
  const open = quiz.attempts.find((attempt) => attempt.submittedAt === null);
  const due = open && args.now.getTime() >= Math.min(open.endsAt.getTime(), quiz.window.closesAt.getTime()) + GRACE_MS;
  if (open && due) {
    await submitAttempt({ attemptId: open.id, now: args.now, actor: null }, db);
    quiz = await find();
  }
  const marks = quiz.attempts.flatMap(({ submittedAt, score, maxScore }) =>
    submittedAt && score !== null && maxScore ? [scoreInBasisPoints(score, maxScore)] : [],
  );
  return {
    ...quiz,
    best: marks.length > 0 ? Math.max(...marks) : null,
    passed: quiz.attempts.some((each) => each.passed),
  };
}
