import { z } from 'zod';

const text = (max: number) =>
  z
    .string()
    .default('')
    .transform((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .refine(
      (value) => value.length <= max,
      `Phần này dài quá ${max.toLocaleString('vi-VN')} ký tự. Đồng chí hãy rút gọn.`,
    );

/** What people write in minutes; the rest comes from the session. */
export const minutesFieldsSchema = z.object({
  number: z
    .string()
    .trim()
    .regex(/^\d{0,5}$/, 'Số biên bản chỉ gồm chữ số, ví dụ 05. Có thể để trống.')
    .default(''),
  /** Where it was led from. */
  place: text(300),
  chair: text(200),
  chairOffice: text(200),
  writer: text(200),
  writerOffice: text(200),
  /** Guests and leaders who took part, a line each. */
  attendees: text(5_000),
  /** The course of the session in words. */
  proceedings: text(30_000),
  conclusion: text(20_000),
  /** One a line. */
  recipients: text(2_000),
});
export type MinutesFields = z.output<typeof minutesFieldsSchema>;

const revision = z.coerce.number().int().min(0).max(2_147_483_647);
export const saveMinutesInput = minutesFieldsSchema.extend({ revision });
export const finaliseMinutesInput = z.object({ revision });
