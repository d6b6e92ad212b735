import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { answerFromForm, sameAnswer } from './answer-fields';
import { getAttempt, type RunningAttempt } from './get-attempt.server';
import { attemptEnded, saveAnswers } from './save-answers.server';
import { isAnswered } from './schema';

/**
 * Saves a whole paper posted as a form, for browsers without JavaScript. Only what differs from what is stored is written; an
 * empty field does not wipe an answer that another device gave after this page was made (`loadedRevision`: milliseconds since
 * the start when it was).
 * @returns the attempt as it then is
 */
export async function saveForm(
  args: { viewer: Viewer; code: string; attemptNumber: number; form: FormData; loadedRevision: number; now: Date },
  db: Db,
): Promise<RunningAttempt> {
  const { form, loadedRevision, ...own } = args;
  const before = await getAttempt(own, db);
  if (before.state !== 'running') throw attemptEnded();
  const revision = Math.max(1, args.now.getTime() - new Date(before.startedAt).getTime());
  const changed = before.questions.flatMap((question) => {
    const answer = answerFromForm(form, question);
    if (sameAnswer(answer, question.answer)) return [];
    if (!isAnswered(answer) && question.revision > loadedRevision) return [];
    return [{ number: question.number, answer, revision }];
  });
  if (changed.length === 0) return before;
  await saveAnswers({ ...own, answers: changed }, db);
  const after = await getAttempt(own, db);
  if (after.state !== 'running') throw attemptEnded();
  return after;
}
