import { z } from 'zod';

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
