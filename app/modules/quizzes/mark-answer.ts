/** Marking, in whole thousandths of a point and exact arithmetic. One question is one point. Pure. */
import { foldTone, nfc } from '~/platform/vietnamese';
import { compareDecimals, parseDecimal, readNumbers } from './decimal';
import type { QuestionBody, StoredAnswer } from './question-types';
import { WEIGHT_UNIT } from './question-types';

export const FULL_MARK = 1000;

/** `part` of `whole` in thousandths, half rounded up, between 0 and FULL_MARK. Whole numbers only. */
function share(part: number, whole: number): number {
  if (part <= 0 || whole <= 0) return 0;
  return Math.min(FULL_MARK, Math.floor((2 * FULL_MARK * part + whole) / (2 * whole)));
}

/** Spelling as it is compared: case, spaces, tone placement (hòa/hoà), dashes and a final full stop do not matter. */
export function foldSpelling(text: string): string {
  return foldTone(nfc(text.normalize('NFKC')).toLowerCase())
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/ ?[.;,!]+$/, '');
}

function withoutDiacritics(folded: string): string {
  return folded.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd');
}

/**
 * Diacritics are significant, unless the accepted spelling has none: an author who lists `nhat ky` accepts what
 * people type without a Vietnamese keyboard, so for that spelling the answer's diacritics are dropped too.
 */
export function matchesSpelling(accepted: string, typed: string): boolean {
  const wanted = foldSpelling(accepted);
  const given = foldSpelling(typed);
  if (given === '') return false;
  if (wanted === given) return true;
  return withoutDiacritics(wanted) === wanted && withoutDiacritics(given) === wanted;
}

function matchesNumber(low: string, high: string, typed: string): boolean {
  const from = parseDecimal(low);
  const to = parseDecimal(high);
  if (!from || !to) return false;
  return readNumbers(typed).some((value) => compareDecimals(value, from) >= 0 && compareDecimals(value, to) <= 0);
}

/** The best weight among the accepted answers that match; 0 when none does. */
function bestWeight(matching: { weight: number }[]): number {
  return matching.reduce((best, { weight }) => Math.max(best, weight), 0);
}

/** Marks one answer: 0 to FULL_MARK. No answer, or one of another kind, is 0. An essay is null: a person reads it. */
export function markAnswer(question: QuestionBody, answer: StoredAnswer | null): number | null {
  const given = answer ?? {};
  switch (question.kind) {
    case 'SINGLE':
      return given.choice === undefined ? 0 : share(question.key.weights[given.choice] ?? 0, WEIGHT_UNIT);
    case 'MULTIPLE': {
      const { weights } = question.key;
      const chosen = new Set(given.choices ?? []);
      const earned = weights.reduce((sum, weight, index) => sum + (chosen.has(index) ? weight : 0), 0);
      // Against the sum of the positive weights, so that 3 × 33,33333 % is a full point.
      return share(
        earned,
        weights.reduce((sum, weight) => sum + Math.max(0, weight), 0),
      );
    }
    case 'TRUE_FALSE':
      return given.value === question.key.answer ? FULL_MARK : 0;
    case 'NUMERIC': {
      const typed = given.text ?? '';
      return share(
        bestWeight(question.key.accepted.filter(({ low, high }) => matchesNumber(low, high, typed))),
        WEIGHT_UNIT,
      );
    }
    case 'SHORT_ANSWER': {
      const typed = given.text ?? '';
      return share(bestWeight(question.key.accepted.filter(({ text }) => matchesSpelling(text, typed))), WEIGHT_UNIT);
    }
    case 'MATCHING': {
      const { pairs } = question.key;
      const right = pairs.filter((wanted, index) => given.pairs?.[index] === wanted).length;
      return share(right, pairs.length);
    }
    case 'ESSAY':
      return null;
  }
}

/** Whether `score` of `maxScore` thousandths reaches `passMark` basis points. Exact: 7,000 of 10,000 at 70 % passes. */
export function isPassed(score: number, maxScore: number, passMark: number): boolean {
  return maxScore > 0 && score * 10_000 >= passMark * maxScore;
}

/** Basis points of the maximum, rounded down so that a rounded figure never reaches a pass mark the marks do not. */
export function scoreInBasisPoints(score: number, maxScore: number): number {
  return maxScore > 0 ? Math.floor((score * 10_000) / maxScore) : 0;
}
