import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction, type Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { type DrawableQuestion, drawPaper } from './draw-paper';
import { findMemberQuiz, type MemberQuiz } from './find-member-quiz.server';
import { submitExpiredAttemptJob } from './jobs';
import { paperSeed } from './paper-seed.server';
import { attemptEnd, type QuizAvailability } from './quiz-availability';
import { GRACE_MS } from './schema';
import { submitAttempt } from './submit-attempt.server';

const REFUSALS: Partial<Record<QuizAvailability, string>> = {
  CAMPAIGN_NOT_OPEN: 'Đợt học tập chưa mở. Đồng chí quay lại sau khi đợt được mở.',
  NOT_YET: 'Chưa đến giờ làm bài trắc nghiệm. Đồng chí xem giờ mở trên trang này.',
  CLOSED: 'Bài trắc nghiệm đã đóng. Nếu chưa hoàn thành, đồng chí liên hệ bí thư chi bộ.',
  NO_ATTEMPTS_LEFT: 'Đồng chí đã dùng hết số lượt làm bài.',
  COVERAGE_MISSING: 'Đồng chí cần học đủ các buổi trước khi làm bài. Trang này ghi rõ buổi nào còn thiếu.',
  NO_QUESTIONS: 'Ngân hàng câu hỏi chưa có câu nào để ra đề. Đồng chí báo ban tổ chức giúp.',
};

async function drawableQuestions(bankId: number, db: Db): Promise<DrawableQuestion[]> {
  return db.$queryRaw<DrawableQuestion[]>`
    select id, category, kind::text as kind,
           jsonb_array_length(coalesce(content->'choices', content->'lefts', '[]'))::int as "choiceCount",
           jsonb_array_length(coalesce(content->'rights', '[]'))::int as "rightCount"
      from question where bank_id = ${bankId} and retired_at is null order by id`;
}

type Started = { id: number; number: number; endsAt: Date; isNew: boolean };

async function insertAttempt(
  quiz: MemberQuiz,
  memberId: number,
  now: Date,
  secret: string,
  tx: Prisma.TransactionClient,
) {
  const number = quiz.attempts.length + 1;
  const paper = drawPaper({
    questions: await drawableQuestions(quiz.bankId, tx),
    count: quiz.questionCount,
    plan: quiz.draw,
    seed: paperSeed(secret, { quizId: quiz.quizId, memberId, number }),
  });
  if (paper.length === 0) throw new AppError('conflict', 'NO_QUESTIONS', REFUSALS.NO_QUESTIONS ?? '');
  const endsAt = attemptEnd(new Date(now.getTime() + quiz.minutes * 60_000), quiz.window);
  // Two tabs: one row wins (number and the one open attempt are unique), the other gets it below.
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    insert into quiz_attempt (quiz_id, member_id, number, started_at, ends_at, paper)
    values (${quiz.quizId}, ${memberId}, ${number}, ${now}, ${endsAt}, ${JSON.stringify(paper)}::jsonb)
    on conflict do nothing returning id`;
  return row ? { id: row.id, number, endsAt, isNew: true } : null;
}

/**
 * Starts the next attempt, or returns the one that is running: starting twice gives one attempt. Its time begins now, on the
 * server's clock.
 * @throws AppError not-found, or conflict with what stands in the way
 */
export async function startAttempt(
  services: Pick<Services, 'db' | 'clock' | 'queues' | 'logger' | 'env'>,
  args: { viewer: Viewer; code: string },
): Promise<Started> {
  const { db, clock, queues, logger, env } = services;
  const { memberId } = args.viewer;
  if (memberId === null) throw notFound();
  const find = () => findMemberQuiz({ code: args.code, memberId, now: clock.now() }, db);
  let quiz = await find();
  const open = quiz.attempts.find((attempt) => attempt.submittedAt === null);
  if (open) {
    if ((await submitAttempt({ attemptId: open.id, now: clock.now(), actor: null }, db)) === 'running')
      return { ...open, isNew: false };
    quiz = await find();
  }
  if (quiz.availability !== 'READY') {
    throw new AppError(
      'conflict',
      quiz.availability,
      REFUSALS[quiz.availability] ?? 'Chưa thể làm bài lúc này. Đồng chí tải lại trang.',
    );
  }
  const started = await inTransaction(db, async (tx) => {
    const attempt = await insertAttempt(quiz, memberId, clock.now(), env.SESSION_SECRET, tx);
    if (!attempt) return null;
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'quiz.start',
      targetType: 'quiz_attempt',
      targetId: attempt.id,
      unitId: quiz.campaignUnitId,
      data: { campaign: quiz.campaignCode, number: attempt.number },
    });
    return attempt;
  });
  if (!started) {
    const other = (await find()).attempts.at(-1);
    if (!other) throw notFound();
    return { ...other, isNew: false };
  }
  const delay = started.endsAt.getTime() + GRACE_MS - clock.now().getTime();
  await queues
    .enqueue(submitExpiredAttemptJob, { attemptId: started.id }, { delay: Math.max(0, delay) + 100 })
    // The sweep will find it: a queue that is down must not keep a member from the quiz.
    .catch((error: unknown) => logger.warn({ err: error, attemptId: started.id }, 'no timer for this attempt'));
  return started;
}
