/** A question after the window has closed, or in the bank for who manages it: with its right answer. Pure. */
import type { PaperItem } from './draw-paper';
import type { QuestionBody, StoredAnswer } from './question-types';
import { WEIGHT_UNIT } from './question-types';
import type { ReviewItem, ReviewLine } from './schema';

const percentOf = (weight: number) => Math.round(weight / (WEIGHT_UNIT / 100_000)) / 1000;
const order = (item: PaperItem | null, size: number) =>
  item ? item.choiceOrder : Array.from({ length: size }, (_, index) => index);

function numberText(low: string, high: string, shown: string): string {
  const local = (text: string) => text.replace('.', ',');
  return low === high ? local(shown) : `${local(low)} – ${local(high)}`;
}

function linesOf(question: QuestionBody, item: PaperItem | null, answer: StoredAnswer): ReviewLine[] {
  switch (question.kind) {
    case 'SINGLE':
    case 'MULTIPLE': {
      const chosen = question.kind === 'SINGLE' ? [answer.choice] : (answer.choices ?? []);
      return order(item, question.content.choices.length).map((index) => ({
        text: question.content.choices[index] ?? '',
        right: (question.key.weights[index] ?? 0) > 0,
        percent: percentOf(question.key.weights[index] ?? 0),
        chosen: chosen.includes(index),
        feedback: question.key.feedback[index] ?? '',
      }));
    }
    case 'TRUE_FALSE':
      return [true, false].map((value) => ({
        text: value ? 'Đúng' : 'Sai',
        right: question.key.answer === value,
        percent: question.key.answer === value ? 100 : 0,
        chosen: answer.value === value,
        feedback: question.key.answer === value ? question.key.rightFeedback : question.key.wrongFeedback,
      }));
    case 'NUMERIC':
      return question.key.accepted.map(({ low, high, shown, weight, feedback }) => ({
        text: numberText(low, high, shown),
        right: weight > 0,
        percent: percentOf(weight),
        chosen: false,
        feedback,
      }));
    case 'SHORT_ANSWER':
      return question.key.accepted.map(({ text, weight, feedback }) => ({
        text,
        right: weight > 0,
        percent: percentOf(weight),
        chosen: false,
        feedback,
      }));
    case 'MATCHING':
      return order(item, question.content.lefts.length).map((left) => ({
        text: question.content.lefts[left] ?? '',
        pair: question.content.rights[question.key.pairs[left] ?? -1] ?? '',
        right: true,
        percent: percentOf(Math.round(WEIGHT_UNIT / question.key.pairs.length)),
        chosen: answer.pairs?.[left] === question.key.pairs[left],
        feedback: '',
      }));
    case 'ESSAY':
      return [];
  }
}

function givenOf(question: QuestionBody, item: PaperItem | null, answer: StoredAnswer): string[] {
  if (answer.text !== undefined) return [answer.text];
  if (question.kind !== 'MATCHING' || !answer.pairs) return [];
  return order(item, question.content.lefts.length).map((left) => {
    const right = answer.pairs?.[left];
    return right === null || right === undefined ? '' : (question.content.rights[right] ?? '');
  });
}

/** `item` null: in the bank's order, for the bank's own page. */
export function reviewItem(
  number: number,
  item: PaperItem | null,
  stored: unknown,
  answer: StoredAnswer | null,
  mark: number,
): ReviewItem {
  const question = stored as QuestionBody & { stem: string };
  const given = answer ?? {};
  return {
    number,
    kind: question.kind,
    stem: question.stem,
    lines: linesOf(question, item, given),
    given: givenOf(question, item, given),
    answered: Object.keys(given).length > 0,
    mark,
    general: question.key.general,
  };
}
