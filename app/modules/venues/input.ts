import { z } from 'zod';
import { isTimeZone } from '~/platform/time';

const id = z.coerce.number().int().positive().max(2_147_483_647);
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Tối đa ${max} ký tự.`)
    .transform((text) => text.normalize('NFC'));

/** A list typed one a line or with commas; nothing twice. */
const list = z
  .string()
  .max(20_000, 'Danh sách dài quá.')
  .transform((text) => [...new Set(text.split(/[\n,;]+/).map((part) => part.trim()))].filter(Boolean))
  .pipe(z.array(z.string()).max(200, 'Tối đa 200 mục.'));

export const venueSchema = z.object({
  name: z
    .string({ error: 'Đồng chí nhập tên điểm cầu.' })
    .trim()
    .min(1, 'Đồng chí nhập tên điểm cầu.')
    .max(200, 'Tối đa 200 ký tự.')
    .transform((text) => text.normalize('NFC')),
  place: line(300).optional().default(''),
  timeZone: z
    .string({ error: 'Đồng chí chọn múi giờ.' })
    .refine(isTimeZone, 'Múi giờ không có trong danh mục. Đồng chí chọn lại.'),
  host: z
    .string({ error: 'Đồng chí nhập mã đơn vị chủ trì.' })
    .trim()
    .min(1, 'Đồng chí nhập mã đơn vị chủ trì.')
    .max(100, 'Mã đơn vị dài quá.'),
  /** Codes of the units whose members come; the host's own when left empty. */
  units: list.optional().default([]),
  /** Usernames. */
  clerks: list.optional().default([]),
});
export type VenueInput = z.output<typeof venueSchema>;

const count = (message: string) =>
  z.preprocess(
    (value) => (value === '' || value === undefined ? null : value),
    z.coerce.number({ error: message }).int(message).min(0, message).max(100_000, message).nullable(),
  );
const seen = z.preprocess(
  (value) => (value === '' || value === undefined ? null : value),
  z.coerce.number().nullable(),
);

/** Each figure comes with what stood there when the page was made. */
export const countsSchema = z.object({
  headcount: count('Đồng chí nhập một số nguyên, ví dụ 45.'),
  guests: count('Đồng chí nhập một số nguyên, ví dụ 12.'),
  note: line(1000).optional().default(''),
  seenHeadcount: seen,
  seenGuests: seen,
  seenNote: z.string().optional().default(''),
});
export type CountsInput = z.output<typeof countsSchema>;

export const marksSchema = z.object({
  entries: z.array(z.object({ memberId: id, present: z.boolean(), seen: z.boolean().nullable() })).max(5000),
});

export const walkInSchema = z.object({
  cardNumber: z
    .string({ error: 'Đồng chí nhập số thẻ đảng viên.' })
    .transform((text) => text.replace(/[\s.-]/g, ''))
    .pipe(z.string().min(3, 'Đồng chí nhập đầy đủ số thẻ đảng viên.').max(40, 'Số thẻ dài quá.')),
});
