import { z } from 'zod';
import type { QuestionKind } from './question-types';

export { QUESTION_KINDS, type QuestionKind } from './question-types';

/** How long after the end an answer still in transit is taken, and when the clock submits. Milliseconds. */
export const GRACE_MS = 3_000;

/** Longest answer to a numeric or short-answer question, characters. */
export const MAX_ANSWER_LENGTH = 300;

const place = z.number().int().min(0).max(99);

/** An answer in places on the member's own paper (see paper-view.ts), as browser and server exchange it. */
export const wireAnswer = z.union([
  z.strictObject({ choice: place.nullable() }),
  z.strictObject({ choices: z.array(place).max(100) }),
  z.strictObject({ value: z.boolean().nullable() }),
  z.strictObject({ text: z.string().max(MAX_ANSWER_LENGTH) }),
  z.strictObject({ pairs: z.array(place.nullable()).max(100) }),
]);
export type WireAnswer = z.infer<typeof wireAnswer>;

/** The attempt's number in an address; 0, which no attempt has, for anything else. */
export const attemptNumber = (text: string | undefined) => (/^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 0);

/**
 * What the browser sends as answers are given. `revision` is milliseconds since the attempt began, on the browser's idea
 * of the server's clock: the newer of two saves wins, whichever device or order they come in.
 */
export const saveAnswersInput = z.object({
  answers: z
    .array(
      z.object({
        number: z.number().int().min(1).max(200),
        answer: wireAnswer,
        revision: z.number().int().min(1).max(2_147_483_647),
      }),
    )
    .min(1)
    .max(200),
});
export type SaveAnswersInput = z.infer<typeof saveAnswersInput>;

/** What came of a save. `stored` holds, for each answer sent, the revision and answer the server now has. */
export type SavedAnswers = { stored: { number: number; revision: number; answer: WireAnswer }[] };

/** What the browser gets of one question while the window is open. There is no field a key could travel in. */
export interface PaperQuestion {
  /** 1-based place on the paper. */
  number: number;
  kind: QuestionKind;
  stem: string;
  /** SINGLE, MULTIPLE: choices as shown. MATCHING: left sides as shown. */
  choices: string[];
  /** MATCHING: right sides as shown. */
  rights: string[];
  answer: WireAnswer;
  /** Revision of the stored answer; 0: none. */
  revision: number;
}

/** One line of an answer in a review: a choice, a pair, an accepted spelling. `percent`: its weight, -100 to 100. */
export interface ReviewLine {
  text: string;
  /** MATCHING: the right side that belongs to it. */
  pair?: string;
  right: boolean;
  percent: number;
  /** The member chose it. */
  chosen: boolean;
  feedback: string;
}

/** A question with its right answer: after the window has closed, or in the bank for who manages it. */
export interface ReviewItem {
  number: number;
  kind: QuestionKind;
  stem: string;
  lines: ReviewLine[];
  /** What the member wrote (text, numbers) or chose per left side (pairs); empty: no answer. */
  given: string[];
  answered: boolean;
  /** Thousandths of a point. */
  mark: number;
  general: string;
}

/** Whether a wire answer says anything. */
export function isAnswered(answer: WireAnswer): boolean {
  if ('choice' in answer) return answer.choice !== null;
  if ('choices' in answer) return answer.choices.length > 0;
  if ('value' in answer) return answer.value !== null;
  if ('pairs' in answer) return answer.pairs.some((right) => right !== null);
  return answer.text.trim() !== '';
}

/** Every part given: a matching question with one pair open is answered, but not complete. */
export function isComplete(answer: WireAnswer): boolean {
  return 'pairs' in answer ? answer.pairs.every((right) => right !== null) : isAnswered(answer);
}

const whole = (low: number, high: number, message: string) =>
  z.coerce.number({ error: message }).int(message).min(low, message).max(high, message);

const optionalInstant = z
  .union([z.literal(''), z.iso.datetime({ offset: true })])
  .optional()
  .transform((text) => (text ? new Date(text) : null));

/** The quiz part of a campaign's edit page. Percent on screen, basis points inside. Times arrive as ISO instants. */
export const QuizSettingsForm = z
  .object({
    bankCode: z.string().trim().min(1, 'Đồng chí hãy chọn ngân hàng câu hỏi.'),
    questionCount: whole(1, 100, 'Số câu phải là số nguyên từ 1 đến 100.'),
    /** {category → count}; empty: evenly. */
    draw: z.record(z.string(), whole(0, 100, 'Số câu của mỗi nhóm phải từ 0 đến 100.')).default({}),
    minutes: whole(1, 300, 'Thời gian làm bài phải từ 1 đến 300 phút.'),
    attempts: whole(1, 20, 'Số lượt làm phải từ 1 đến 20.'),
    passPercent: whole(0, 100, 'Mức đạt phải từ 0 đến 100%.'),
    afterCoverage: z
      .union([z.boolean(), z.enum(['on', 'off', 'true', 'false', ''])])
      .optional()
      .transform((value) => value === true || value === 'on' || value === 'true'),
    opensAt: optionalInstant,
    closesAt: optionalInstant,
  })
  .refine(({ opensAt, closesAt }) => !opensAt || !closesAt || opensAt < closesAt, {
    path: ['closesAt'],
    message: 'Giờ đóng phải sau giờ mở.',
  });
export type QuizSettings = z.infer<typeof QuizSettingsForm>;

export const bankImportForm = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,59}$/, 'Mã ngân hàng gồm 2–60 chữ không dấu, số, dấu chấm, gạch ngang.'),
  title: z.string().trim().max(200, 'Tên ngân hàng dài nhất 200 ký tự.').default(''),
  unitCode: z.string().trim().min(1, 'Đồng chí hãy chọn tổ chức quản lý ngân hàng.'),
  dryRun: z.coerce.boolean().default(false),
});

/** Words for the kinds of questions; i18n keys. */
export const KIND_LABELS = {
  SINGLE: 'Một đáp án',
  MULTIPLE: 'Nhiều đáp án',
  TRUE_FALSE: 'Đúng / Sai',
  NUMERIC: 'Điền số',
  SHORT_ANSWER: 'Trả lời ngắn',
  MATCHING: 'Nối cặp',
  ESSAY: 'Tự luận',
} as const;

/** Hidden field: the answers as the page was made with them, so that a post tells what its sender changed. */
export const RENDERED_FIELD = 'ban-dau';

/** Names of the paper's fields: it is a plain HTML form that also works without JavaScript. */
export const fieldName = (number: number) => `cau-${number}`;
export const pairFieldName = (number: number, left: number) => `cau-${number}-${left}`;

function placeField(value: FormDataEntryValue | null): number | null {
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
      return { choice: placeField(value) };
    case 'MULTIPLE':
      return { choices: form.getAll(name).flatMap((each) => placeField(each) ?? []) };
    case 'TRUE_FALSE':
      return { value: value === 'true' ? true : value === 'false' ? false : null };
    case 'MATCHING':
      return { pairs: question.choices.map((_, left) => placeField(form.get(pairFieldName(question.number, left)))) };
    default:
      return { text: typeof value === 'string' ? value.slice(0, MAX_ANSWER_LENGTH) : '' };
  }
}

export function sameAnswer(a: WireAnswer, b: WireAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The intro page's data as it arrives in the browser. No question is in it. */
export interface QuizIntroView {
  campaignCode: string;
  campaignTitle: string;
  coverageThreshold: number;
  presenceChecksNeeded: number;
  questionCount: number;
  drawable: number;
  minutes: number;
  attemptsAllowed: number;
  passMark: number;
  window: { opensAt: Date | string | null; closesAt: Date | string };
  sessions: {
    id: number;
    position: number;
    title: string;
    attended: boolean;
    covered: number;
    timelineSeconds: number | null;
  }[];
  attempts: {
    number: number;
    startedAt: Date | string;
    submittedAt: Date | string | null;
    score: number | null;
    maxScore: number | null;
    passed: boolean | null;
  }[];
  availability: string;
  passed: boolean;
}

/** Marks in thousandths as a person reads them: `8,5/10`. */
export function markText(score: number, maxScore: number, language: 'vi' | 'en' = 'vi'): string {
  const points = (thousandths: number) => {
    const [whole, fraction = ''] = (thousandths / 1000).toFixed(3).split('.');
    const decimals = fraction.replace(/0+$/, '');
    return decimals ? `${whole}${language === 'vi' ? ',' : '.'}${decimals}` : whole;
  };
  return `${points(score)}/${points(maxScore)}`;
}

/** What an import did, as the page shows it: codes of questions, and problems as translatable sentences with their line. */
export interface BankImportView {
  bankCode: string;
  dryRun: boolean;
  total: number;
  added: string[];
  changed: string[];
  restored: string[];
  retired: string[];
  unchanged: number;
  retirementSkipped: boolean;
  problems: { line: number; question: string | null; message: string; params: Record<string, string | number> }[];
}
