import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction, type Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { PaperItem } from './draw-paper';
import { FULL_MARK, isPassed, markAnswer } from './mark-answer';
import type { QuestionBody, StoredAnswer } from './question-types';
import { attemptEnd, quizWindow } from './quiz-availability';
import { GRACE_MS } from './schema';

export interface SubmitAttemptArgs {
  attemptId: number;
  now: Date;
  /** Null: the clock submits, and only once the end and its grace have passed. */
  actor: AuditActor | null;
}

/** `submitted`: this call did it; `already`: somebody else had; `running`: the clock came too early. */
export type SubmitResult = 'submitted' | 'already' | 'running';

async function markAnswers(attemptId: number, paper: PaperItem[], tx: Prisma.TransactionClient): Promise<number> {
  const ids = paper.map((item) => item.questionId);
  const questions = await tx.question.findMany({ where: { id: { in: ids } } });
  const answers = await tx.quizAnswer.findMany({ where: { attemptId } });
  const given = new Map(answers.map((row) => [row.questionId, row.answer as StoredAnswer]));
  const marks = questions.map((question) => ({
    id: question.id,
    mark: markAnswer(question as unknown as QuestionBody, given.get(question.id) ?? null) ?? 0,
  }));
  await tx.$executeRaw`
    update quiz_answer a set mark = m.mark
      from unnest(${marks.map((each) => each.id)}::int[], ${marks.map((each) => each.mark)}::int[]) as m(question_id, mark)
     where a.attempt_id = ${attemptId} and a.question_id = m.question_id`;
  return marks.reduce((sum, each) => sum + each.mark, 0);
}

/**
 * Ends an attempt and marks it, once: the row is locked, so that a save in flight is either in the marks or refused, and a
 * second submit (double click, two devices, job and sweep together) finds it done.
 * @throws AppError not-found
 */
export async function submitAttempt({ attemptId, now, actor }: SubmitAttemptArgs, db: Db): Promise<SubmitResult> {
  return inTransaction(db, async (tx) => {
    const locked = await tx.$queryRaw<{ id: number }[]>`
      select id from quiz_attempt where id = ${attemptId} and submitted_at is null for update`;
    const attempt = await tx.quizAttempt.findUnique({
      where: { id: attemptId },
      include: { quiz: { include: { campaign: true } }, member: { select: { fullName: true } } },
    });
    if (!attempt) throw notFound();
    if (locked.length === 0) return 'already';
    const { quiz } = attempt;
    const end = attemptEnd(attempt.endsAt, quizWindow(quiz, quiz.campaign));
    if (actor === null && now.getTime() < end.getTime() + GRACE_MS) return 'running';
    const paper = attempt.paper as unknown as PaperItem[];
    const score = await markAnswers(attemptId, paper, tx);
    const maxScore = paper.length * FULL_MARK;
    const passed = isPassed(score, maxScore, quiz.passMark);
    const timedOut = now >= end;
    // A window moved forward may end before the attempt began.
    const submittedAt = timedOut ? new Date(Math.max(end.getTime(), attempt.startedAt.getTime())) : now;
    await tx.quizAttempt.update({
      where: { id: attemptId },
      data: {
        submittedAt,
        timedOut,
        score,
        maxScore,
        passed,
      },
    });
    await appendAudit(tx, {
      actor: actor ?? { system: 'quiz-clock' },
      action: 'quiz.submit',
      targetType: 'quiz_attempt',
      targetId: attemptId,
      unitId: quiz.campaign.unitId,
      data: { campaign: quiz.campaign.code, number: attempt.number, timedOut, score, maxScore, passed },
    });
    await recomputeOutcomes({ campaignId: quiz.campaignId, memberIds: [attempt.memberId] }, tx);
    return 'submitted';
  });
}
