import { z } from 'zod';
import { ANSWER_MAX, QUESTION_MAX } from './schema';

const text = (max: number, empty: string) =>
  z
    .string({ error: empty })
    .trim()
    .min(1, empty)
    .max(max, `Tối đa ${max} ký tự. Đồng chí hãy viết ngắn lại.`)
    .transform((value) => value.normalize('NFC').replaceAll('\r\n', '\n'));

const optionalNumber = (message: string) =>
  z
    .string()
    .trim()
    .optional()
    .transform((value, context) => {
      if (!value) return null;
      if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
      context.addIssue({ code: 'custom', message, input: value });
      return z.NEVER;
    });

export const askInput = z.object({
  body: text(QUESTION_MAX, 'Đồng chí hãy viết câu hỏi hoặc ý kiến.'),
  /** Code of a document of the campaign; empty: a question about the lecture. */
  document: z
    .string()
    .trim()
    .optional()
    .transform((value) => value || null),
  paragraph: optionalNumber('Số đoạn là một số nguyên từ 1.'),
});
export type AskInput = z.output<typeof askInput>;

/** A moment as people write it: `12:30`, `1:02:30`. */
const moment = z
  .string()
  .trim()
  .optional()
  .transform((value, context) => {
    if (!value) return null;
    const parts = /^(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)$/.exec(value);
    if (parts) return Number(parts[1] ?? 0) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
    context.addIssue({ code: 'custom', message: 'Mốc thời gian có dạng 12:30 hoặc 1:02:30.', input: value });
    return z.NEVER;
  });

/** The question's id; not named `id`, which would hide the form's own. */
const question = z.coerce.number().int().positive().max(2_147_483_647);

export const moderateInput = z.discriminatedUnion('order', [
  z.object({ order: z.literal('show'), question }),
  z.object({
    order: z.literal('decline'),
    question,
    reason: text(300, 'Đồng chí hãy ghi lý do; người hỏi sẽ đọc được.'),
  }),
  z.object({
    order: z.literal('answer'),
    question,
    answer: text(ANSWER_MAX, 'Đồng chí hãy viết câu trả lời.'),
    moment,
  }),
]);
export type ModerateInput = z.output<typeof moderateInput>;
