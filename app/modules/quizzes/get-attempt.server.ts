import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { paperQuestion } from './paper-view';
import type { QuestionContent, QuestionKind, StoredAnswer } from './question-types';
import { keyIsPublic } from './quiz-availability';
import { reviewItem } from './review-view';
import { findOwnAttempt } from './save-answers.server';
import type { PaperQuestion, ReviewItem } from './schema';
import { submitAttempt } from './submit-attempt.server';

interface Common {
  number: number;
  campaignCode: string;
  campaignTitle: string;
}

export interface RunningAttempt extends Common {
  state: 'running';
  startedAt: string;
  endsAt: string;
  serverNow: string;
  questions: PaperQuestion[];
}

export interface FinishedAttempt extends Common {
  state: 'finished';
  submittedAt: string;
  timedOut: boolean;
  /** Thousandths of a point. */
  score: number;
  maxScore: number;
  passed: boolean;
  answered: number;
  questionCount: number;
  /** When the right answers become visible. */
  publicAt: Date;
  /** Null until then. */
  review: ReviewItem[] | null;
}

/**
 * One's own attempt. While the window is open nothing but `content` is read from the questions: the key is not even fetched.
 * An attempt whose time is over is submitted first.
 * @throws AppError not-found
 */
export async function getAttempt(
  args: { viewer: Pick<Viewer, 'memberId'>; code: string; attemptNumber: number; now: Date },
  db: Db,
): Promise<RunningAttempt | FinishedAttempt> {
  const { now } = args;
  let { attempt, paper, window, end } = await findOwnAttempt(args, db);
  if (attempt.submittedAt === null && now >= end) {
    await submitAttempt({ attemptId: attempt.id, now, actor: null }, db);
    ({ attempt, paper, window, end } = await findOwnAttempt(args, db));
  }
  const { campaign } = attempt.quiz;
  const common: Common = { number: attempt.number, campaignCode: campaign.code, campaignTitle: campaign.title };
  const answers = new Map(
    (await db.quizAnswer.findMany({ where: { attemptId: attempt.id } })).map((row) => [row.questionId, row]),
  );
  const ids = paper.map((item) => item.questionId);
  if (attempt.submittedAt === null) {
    const rows = await db.question.findMany({
      where: { id: { in: ids } },
      select: { id: true, kind: true, stem: true, content: true },
    });
    const questions = new Map(rows.map((row) => [row.id, row]));
    return {
      ...common,
      state: 'running',
      startedAt: attempt.startedAt.toISOString(),
      endsAt: end.toISOString(),
      serverNow: now.toISOString(),
      questions: paper.flatMap((item, index) => {
        const known = questions.get(item.questionId);
        const saved = answers.get(item.questionId);
        if (!known) return [];
        const shown = known as unknown as { kind: QuestionKind; stem: string; content: QuestionContent };
        return [paperQuestion(index + 1, item, shown, (saved?.answer as StoredAnswer) ?? null, saved?.revision ?? 0)];
      }),
    };
  }
  return {
    ...common,
    state: 'finished',
    submittedAt: attempt.submittedAt.toISOString(),
    timedOut: attempt.timedOut,
    score: attempt.score ?? 0,
    maxScore: attempt.maxScore ?? 0,
    passed: attempt.passed ?? false,
    answered: [...answers.values()].filter((row) => Object.keys(row.answer as object).length > 0).length,
    questionCount: paper.length,
    publicAt: window.closesAt,
    review: keyIsPublic(window, now) ? await review(ids) : null,
  };

  async function review(questionIds: number[]): Promise<ReviewItem[]> {
    const rows = await db.question.findMany({ where: { id: { in: questionIds } } });
    const questions = new Map(rows.map((row) => [row.id, row]));
    return paper.flatMap((item, index) => {
      const known = questions.get(item.questionId);
      const saved = answers.get(item.questionId);
      return known
        ? [reviewItem(index + 1, item, known, (saved?.answer as StoredAnswer) ?? null, saved?.mark ?? 0)]
        : [];
    });
  }
}
