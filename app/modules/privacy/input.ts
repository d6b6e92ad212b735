import { z } from 'zod';
import { isEmail, readPhone } from '~/modules/org/field-rules';
import { nfc } from '~/platform/vietnamese';
import { REQUEST_KINDS } from './schema';

// No pipe into another string: the form's reader would take what is empty out again.
const line = (max: number, message: string) =>
  z
    .string()
    .optional()
    .transform((text) => nfc(text ?? ''))
    .refine((text) => text.length <= max, message);

const body = z
  .string()
  .optional()
  .transform((text) => (text ?? '').normalize('NFC').trim())
  .refine((text) => text.length <= 2_000, 'Nội dung dài nhất 2.000 ký tự. Đồng chí hãy viết ngắn hơn.');

const tooLong = 'Nội dung dài quá. Đồng chí hãy viết ngắn hơn.';

/** A request about one's own data. A correction names at least one field or says in words what is wrong. */
export const requestInput = z
  .object({
    kind: z.enum(REQUEST_KINDS, { error: 'Đồng chí hãy chọn loại yêu cầu.' }),
    body,
    fullName: line(120, tooLong),
    birth: line(30, tooLong),
    cardNumber: line(40, tooLong),
    joinedOn: line(30, tooLong),
    partyPosition: line(120, tooLong),
    governmentPosition: line(120, tooLong),
    email: line(200, tooLong).refine(
      (text) => text === '' || isEmail(text),
      'Địa chỉ thư điện tử chưa đúng, ví dụ ten@coquan.vn.',
    ),
    phone: line(40, tooLong).refine(
      (text) => text === '' || readPhone(text) !== null,
      'Số điện thoại chưa đúng, ví dụ 0912 345 678.',
    ),
  })
  .superRefine(({ kind, body: text, ...fields }, refuse) => {
    const named = Object.values(fields).some((value) => value !== '');
    if (text === '' && !(kind === 'CORRECTION' && named))
      refuse.addIssue({ code: 'custom', path: ['body'], message: 'Đồng chí hãy viết rõ điều muốn đề nghị.' });
  });
export type RequestInput = z.output<typeof requestInput>;

export const REQUEST_ORDERS = ['answer', 'finish', 'approve', 'refuse'] as const;

/** What whoever handles a request does with it: always with an answer that the person reads. */
export const answerInput = z.object({
  order: z.enum(REQUEST_ORDERS, { error: 'Đồng chí hãy chọn cách trả lời.' }),
  answer: body.refine((text) => text.length >= 10, 'Hãy viết câu trả lời, ít nhất 10 ký tự: người gửi sẽ đọc câu này.'),
});
