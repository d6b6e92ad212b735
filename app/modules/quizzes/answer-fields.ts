/** The paper as a plain HTML form: names of its fields, and answers read back from a post without JavaScript. Pure. */
import type { PaperQuestion } from './paper-view';
import { MAX_ANSWER_LENGTH, type WireAnswer } from './schema';

export const fieldName = (number: number) => `cau-${number}`;
export const pairFieldName = (number: number, left: number) => `cau-${number}-${left}`;

function place(value: FormDataEntryValue | null): number | null {
  return typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : null;
}

/** What the form says about one question. A field that is missing or odd counts as not answered. */
export function answerFromForm(
  form: FormData,
  question: Pick<PaperQuestion, 'number' | 'kind' | 'choices'>,
): WireAnswer {
  const name = fieldName(question.number);
  const value = form.get(name);
  switch (question.kind) {
    case 'SINGLE':
      return { choice: place(value) };
    case 'MULTIPLE':
      return { choices: form.getAll(name).flatMap((each) => place(each) ?? []) };
    case 'TRUE_FALSE':
      return { value: value === 'true' ? true : value === 'false' ? false : null };
    case 'MATCHING':
      return { pairs: question.choices.map((_, left) => place(form.get(pairFieldName(question.number, left)))) };
    default:
      return { text: typeof value === 'string' ? value.slice(0, MAX_ANSWER_LENGTH) : '' };
  }
}

export function sameAnswer(a: WireAnswer, b: WireAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
