import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { PaperItem } from './draw-paper';
import { toStored, toWire } from './paper-view';
import type { QuestionKind, StoredAnswer } from './question-types';
import { attemptEnd, quizWindow } from './quiz-availability';
import { GRACE_MS, type SaveAnswersInput, type SavedAnswers } from './schema';
import { submitAttempt } from './submit-attempt.server';

export interface SaveAnswersArgs extends SaveAnswersInput {
  viewer: Pick<Viewer, 'memberId'>;
  code: string;
  attemptNumber: number;
  now: Date;
}

export const attemptEnded = () =>
  new AppError(
    'gone',
    'ATTEMPT_ENDED',
    'Lượt thi đã kết thúc nên câu trả lời này không được ghi. Các câu đã lưu trước đó vẫn được chấm.',
  );

const badAnswer = (number: number) =>
  new AppError(
    'invalid',
    'ANSWER_MISFIT',
    'Câu trả lời cho câu {{number}} không đúng dạng. Đồng chí tải lại trang rồi chọn lại.',
    {
      number,
    },
  );

/** @throws AppError not-found when the attempt is not this member's */
export async function findOwnAttempt(
  args: { viewer: Pick<Viewer, 'memberId'>; code: string; attemptNumber: number },
  db: Db,
) {
  if (args.viewer.memberId === null) throw notFound();
  const attempt = await db.quizAttempt.findFirst({
    where: { memberId: args.viewer.memberId, number: args.attemptNumber, quiz: { campaign: { code: args.code } } },
    include: { quiz: { include: { campaign: true } } },
  });
  if (!attempt) throw notFound();
  const paper = attempt.paper as unknown as PaperItem[];
  const window = quizWindow(attempt.quiz, attempt.quiz.campaign);
  return { attempt, paper, window, end: attemptEnd(attempt.endsAt, window) };
}

/**
 * Stores answers of a running attempt. Per question the greater revision wins, so a late, older save changes nothing; a
 * revision is never taken from the future (at most the milliseconds that have passed). One statement checks that the attempt
 * is still open and writes, so nothing gets in after the marks were made.
 * @throws AppError gone after the end and its grace, invalid when an answer does not fit its question
 */
export async function saveAnswers(args: SaveAnswersArgs, db: Db): Promise<SavedAnswers> {
  const { attempt, paper, end } = await findOwnAttempt(args, db);
  const { now } = args;
  if (attempt.submittedAt !== null) throw attemptEnded();
  if (now.getTime() > end.getTime() + GRACE_MS) {
    await submitAttempt({ attemptId: attempt.id, now, actor: null }, db);
    throw attemptEnded();
  }
  const wanted = args.answers.map(({ number }) => paper[number - 1]?.questionId ?? 0);
  const kinds = new Map(
    (await db.question.findMany({ where: { id: { in: wanted } }, select: { id: true, kind: true } })).map((row) => [
      row.id,
      row.kind,
    ]),
  );
  const elapsed = Math.max(1, now.getTime() - attempt.startedAt.getTime());
  const rows = new Map<
    number,
    { number: number; item: PaperItem; kind: QuestionKind; answer: StoredAnswer; revision: number }
  >();
  for (const { number, answer, revision } of args.answers) {
    const item = paper[number - 1];
    const kind = item && kinds.get(item.questionId);
    const stored = item && kind ? toStored(kind, item, answer) : null;
    if (!item || !kind || !stored) throw badAnswer(number);
    const row = { number, item, kind, answer: stored, revision: Math.min(revision, elapsed) };
    if ((rows.get(item.questionId)?.revision ?? 0) <= row.revision) rows.set(item.questionId, row);
  }
  const list = [...rows.values()];
  const [written] = await db.$queryRaw<{ open: boolean }[]>`
    with open as (select id from quiz_attempt where id = ${attempt.id} and submitted_at is null for share),
    saved as (
      insert into quiz_answer as q (attempt_id, question_id, answer, saved_at, revision)
      select open.id, s.question_id, s.answer::jsonb, ${now}, s.revision
        from open, unnest(${list.map((row) => row.item.questionId)}::int[], ${list.map((row) => JSON.stringify(row.answer))}::text[],
                          ${list.map((row) => row.revision)}::int[]) as s(question_id, answer, revision)
      on conflict (attempt_id, question_id) do update
        set answer = excluded.answer, saved_at = excluded.saved_at, revision = excluded.revision
        where q.revision < excluded.revision
      returning 1)
    select exists (select from open) as open, (select count(*) from saved)::int as saved`;
  if (!written?.open) throw attemptEnded();
  const stored = await db.quizAnswer.findMany({
    where: { attemptId: attempt.id, questionId: { in: list.map((row) => row.item.questionId) } },
  });
  return {
    stored: stored.flatMap((answer) => {
      const row = rows.get(answer.questionId);
      if (!row) return [];
      return [
        {
          number: row.number,
          revision: answer.revision,
          answer: toWire(row.kind, row.item, answer.answer as StoredAnswer),
        },
      ];
    }),
  };
}
