import { z } from 'zod';
import { CHECK_COUNTS } from './schema';

const number = z.coerce.number().int().min(1).max(4);
const text = (missing: string) =>
  z
    .string({ error: missing })
    .trim()
    .min(5, 'Đồng chí hãy ghi rõ hơn (ít nhất 5 ký tự).')
    .max(500, 'Nội dung dài quá 500 ký tự. Đồng chí hãy viết ngắn lại.')
    .transform((value) => value.normalize('NFC'));

export const answerInput = z.object({ number });

export const explanationInput = z.object({ number, explanation: text('Đồng chí hãy ghi lý do chưa trả lời được.') });

export const decisionInput = z.object({
  sessionId: z.coerce.number().int().positive(),
  memberId: z.coerce.number().int().positive(),
  number,
  accepted: z.stringbool(),
  reason: text('Đồng chí hãy ghi lý do của quyết định.'),
});

/** The rule as the form has it: how many, and how many of them must be met. */
export const checkRuleFields = {
  presenceChecks: z.coerce
    .number()
    .refine(
      (count) => count === 0 || CHECK_COUNTS.some((one) => one === count),
      'Đồng chí chọn số lần hỏi trong danh sách.',
    )
    .default(0),
  presenceChecksNeeded: z.coerce
    .number()
    .int('Đồng chí chọn cách tính trong danh sách.')
    .min(0, 'Đồng chí chọn cách tính trong danh sách.')
    .max(3, 'Đồng chí chọn cách tính trong danh sách.')
    .default(0),
};

/** At least one may always be missed: an overseas link, a doorbell. */
export const leavesOneToMiss = ({
  presenceChecks,
  presenceChecksNeeded,
}: {
  presenceChecks: number;
  presenceChecksNeeded: number;
}): boolean => presenceChecksNeeded === 0 || presenceChecksNeeded < presenceChecks;

export const LEAVES_ONE =
  'Số lần phải trả lời cần ít hơn số lần hỏi: mỗi đồng chí luôn được lỡ một lần. Đồng chí chọn lại.';
