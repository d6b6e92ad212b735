/**
 * Between the bank's numbering and the browser's. A browser only ever sees places on its own shuffled paper, so that
 * neither the order of the bank (GIFT authors put the right choice first) nor a question's id tells anything. Pure.
 */
import type { PaperItem } from './draw-paper';
import type { ChoiceContent, MatchingContent, QuestionContent, QuestionKind, StoredAnswer } from './question-types';
import type { PaperQuestion, WireAnswer } from './schema';

type Known = { kind: QuestionKind; stem: string; content: QuestionContent };

const listOf = (content: QuestionContent, field: 'choices' | 'lefts' | 'rights'): string[] =>
  (content as Partial<ChoiceContent & MatchingContent>)[field] ?? [];

const placeOf = (order: readonly number[], index: number | null | undefined): number | null => {
  const place = index === null || index === undefined ? -1 : order.indexOf(index);
  return place < 0 ? null : place;
};

/** A stored answer as places on this paper. */
export function toWire(kind: QuestionKind, item: PaperItem, stored: StoredAnswer | null): WireAnswer {
  const answer = stored ?? {};
  switch (kind) {
    case 'SINGLE':
      return { choice: placeOf(item.choiceOrder, answer.choice) };
    case 'MULTIPLE':
      return {
        choices: item.choiceOrder.flatMap((index, place) => (answer.choices?.includes(index) ? [place] : [])),
      };
    case 'TRUE_FALSE':
      return { value: answer.value ?? null };
    case 'MATCHING':
      return { pairs: item.choiceOrder.map((left) => placeOf(item.rightOrder, answer.pairs?.[left])) };
    default:
      return { text: answer.text ?? '' };
  }
}

/** Places on this paper as the bank's indices; null when the answer does not fit the question. */
export function toStored(kind: QuestionKind, item: PaperItem, wire: WireAnswer): StoredAnswer | null {
  const { choiceOrder, rightOrder } = item;
  if (kind === 'SINGLE' && 'choice' in wire) {
    if (wire.choice === null) return {};
    const choice = choiceOrder[wire.choice];
    return choice === undefined ? null : { choice };
  }
  if (kind === 'MULTIPLE' && 'choices' in wire) {
    const choices = [...new Set<number>(wire.choices)].map((place) => choiceOrder[place]);
    if (choices.some((index) => index === undefined)) return null;
    return choices.length === 0 ? {} : { choices: (choices as number[]).sort((a, b) => a - b) };
  }
  if (kind === 'TRUE_FALSE' && 'value' in wire) return wire.value === null ? {} : { value: wire.value };
  if (kind === 'MATCHING' && 'pairs' in wire) {
    if (wire.pairs.length !== choiceOrder.length) return null;
    const pairs: (number | null)[] = choiceOrder.map(() => null);
    for (const [place, rightPlace] of wire.pairs.entries()) {
      const right = rightPlace === null ? null : rightOrder[rightPlace];
      if (right === undefined) return null;
      pairs[choiceOrder[place] as number] = right;
    }
    return pairs.every((right) => right === null) ? {} : { pairs };
  }
  if ((kind === 'NUMERIC' || kind === 'SHORT_ANSWER') && 'text' in wire) {
    const text = wire.text.normalize('NFC').trim();
    return text === '' ? {} : { text };
  }
  return null;
}

/** One question as the browser may see it while the window is open. */
export function paperQuestion(
  number: number,
  item: PaperItem,
  question: Known,
  answer: StoredAnswer | null,
  revision: number,
): PaperQuestion {
  const matching = question.kind === 'MATCHING';
  const shown = listOf(question.content, matching ? 'lefts' : 'choices');
  const rights = listOf(question.content, 'rights');
  return {
    number,
    kind: question.kind,
    stem: question.stem,
    choices: item.choiceOrder.map((index) => shown[index] ?? ''),
    rights: item.rightOrder.map((index) => rights[index] ?? ''),
    answer: toWire(question.kind, item, answer),
    revision,
  };
}
