import { z } from 'zod';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { getAttempt, type RunningAttempt } from './get-attempt.server';
import { attemptEnded, saveAnswers } from './save-answers.server';
import { answerFromForm, RENDERED_FIELD, sameAnswer, type WireAnswer, wireAnswer } from './schema';

/** The answers the page was made with, by place; null when the field is missing or was tampered with. */
function renderedAnswers(form: FormData): WireAnswer[] | null {
  try {
    return z.array(wireAnswer).parse(JSON.parse(String(form.get(RENDERED_FIELD))));
  } catch {
    return null;
  }
}

/**
 * Saves a whole paper posted as a form, for browsers without JavaScript. Only what its sender changed is written: fields left
 * as they were when the page was made do not undo what another device has answered since.
 * @returns the attempt as it then is
 * @throws AppError gone when the attempt is over
 */
export async function saveForm(
  args: { viewer: Viewer; code: string; attemptNumber: number; form: FormData; now: Date },
  db: Db,
): Promise<RunningAttempt> {
  const { form, ...own } = args;
  const before = await getAttempt(own, db);
  if (before.state !== 'running') throw attemptEnded();
  const rendered = renderedAnswers(form);
  const revision = Math.max(1, args.now.getTime() - new Date(before.startedAt).getTime());
  const changed = before.questions.flatMap((question, index) => {
    const answer = answerFromForm(form, question);
    const was = rendered?.[index] ?? question.answer;
    return sameAnswer(answer, was) || sameAnswer(answer, question.answer)
      ? []
      : [{ number: question.number, answer, revision }];
  });
  if (changed.length === 0) return before;
  await saveAnswers({ ...own, answers: changed }, db);
  const after = await getAttempt(own, db);
  if (after.state !== 'running') throw attemptEnded();
  return after;
}
