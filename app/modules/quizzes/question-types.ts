/**
 * Shapes of a question as it is stored, in two halves that never travel together: `content` is what a member may see,
 * `key` is what only the server sees until the window closes. Runs anywhere; holds no data.
 */

export const QUESTION_KINDS = [
  'SINGLE',
  'MULTIPLE',
  'TRUE_FALSE',
  'NUMERIC',
  'SHORT_ANSWER',
  'MATCHING',
  'ESSAY',
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** Kinds the server marks by itself. An essay is read by a person, so it is never drawn for the mark (README, 2026-11-22). */
export const AUTO_MARKED_KINDS = ['SINGLE', 'MULTIPLE', 'TRUE_FALSE', 'NUMERIC', 'SHORT_ANSWER', 'MATCHING'] as const;

export type ChoiceContent = { choices: string[] };
export type MatchingContent = { lefts: string[]; rights: string[] };
export type EmptyContent = Record<string, never>;
export type QuestionContent = ChoiceContent | MatchingContent | EmptyContent;

/** 100 % = WEIGHT_UNIT. GIFT weights have at most five decimals, so they are whole numbers of 1/100,000 of a percent. */
export const WEIGHT_UNIT = 10_000_000;

/** SINGLE and MULTIPLE: `weights[i]` and `feedback[i]` belong to `content.choices[i]`; weights in units of WEIGHT_UNIT. */
export type ChoiceKey = { weights: number[]; feedback: string[]; general: string };
export type TrueFalseKey = { answer: boolean; wrongFeedback: string; rightFeedback: string; general: string };
/** One accepted number: a decimal text and a tolerance, or an inclusive range; `weight` in units of WEIGHT_UNIT. */
export type AcceptedNumber = { low: string; high: string; shown: string; weight: number; feedback: string };
export type NumericKey = { accepted: AcceptedNumber[]; general: string };
export type AcceptedText = { text: string; weight: number; feedback: string };
export type ShortAnswerKey = { accepted: AcceptedText[]; general: string };
/** `pairs[i]` is the index in `content.rights` that belongs to `content.lefts[i]`. */
export type MatchingKey = { pairs: number[]; general: string };
export type EssayKey = { general: string };

export type QuestionBody =
  | { kind: 'SINGLE' | 'MULTIPLE'; content: ChoiceContent; key: ChoiceKey }
  | { kind: 'TRUE_FALSE'; content: EmptyContent; key: TrueFalseKey }
  | { kind: 'NUMERIC'; content: EmptyContent; key: NumericKey }
  | { kind: 'SHORT_ANSWER'; content: EmptyContent; key: ShortAnswerKey }
  | { kind: 'MATCHING'; content: MatchingContent; key: MatchingKey }
  | { kind: 'ESSAY'; content: EmptyContent; key: EssayKey };

/**
 * An answer as it is stored: indices are those of the bank's `content`, never the shuffled ones a browser sees.
 * `{}` is an answer that was taken back.
 */
export type StoredAnswer = {
  choice?: number;
  choices?: number[];
  value?: boolean;
  text?: string;
  /** By left index; null where nothing is chosen. */
  pairs?: (number | null)[];
};
