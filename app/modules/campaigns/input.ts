import { z } from 'zod';
import { hasSecrecyMark } from '~/modules/files/secrecy-mark';
import { checkRuleFields, LEAVES_ONE, leavesOneToMiss } from '~/modules/presence-checks/input';
import { isTimeZone, parseLocalDateTime } from '~/platform/time';
import { DOCUMENT_KINDS } from './schema';

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Tối đa ${max} ký tự.`)
    .transform((text) => text.normalize('NFC'));
const requiredLine = (max: number, message: string) =>
  z
    .string({ error: message })
    .trim()
    .min(1, message)
    .max(max, `Tối đa ${max} ký tự.`)
    .transform((text) => text.normalize('NFC'));
const optionalLine = (max: number) => line(max).optional().default('');

export const campaignCode = z
  .string({ error: 'Đồng chí nhập mã đợt học tập.' })
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])$/,
    'Mã gồm 2–60 chữ thường không dấu, chữ số và dấu gạch nối, ví dụ: chuyen-doi-so.',
  )
  .refine((code) => code !== 'moi', 'Mã này dành riêng cho hệ thống. Đồng chí chọn mã khác.');

export const timeZone = z
  .string({ error: 'Đồng chí chọn múi giờ.' })
  .refine(isTimeZone, 'Múi giờ không có trong danh mục. Đồng chí chọn lại.');

/** Adds the moment an input and its zone mean; the wrong text is reported at `path`. */
function momentIn(text: string, zone: string, path: string, context: z.core.$RefinementCtx): Date {
  const moment = parseLocalDateTime(text, zone);
  if (moment) return moment;
  context.addIssue({
    code: 'custom',
    path: [path],
    message: 'Ngày giờ không đúng. Ví dụ: 07:30 ngày 07/02/2026.',
    input: text,
  });
  return z.NEVER;
}

const moment = z.string({ error: 'Đồng chí nhập ngày và giờ.' }).trim().min(1, 'Đồng chí nhập ngày và giờ.');

const campaignFields = {
  title: requiredLine(300, 'Đồng chí nhập tên đợt học tập.'),
  description: optionalLine(4000),
  opensAt: z.string().trim().optional().default(''),
  deadline: moment,
  deadlineTimeZone: timeZone,
};

const withMoments = <T extends { opensAt: string; deadline: string; deadlineTimeZone: string }>(
  value: T,
  context: z.core.$RefinementCtx,
): Omit<T, 'opensAt' | 'deadline'> & { opensAt: Date | null; deadlineAt: Date } => {
  const deadlineAt = momentIn(value.deadline, value.deadlineTimeZone, 'deadline', context);
  const opensAt = value.opensAt === '' ? null : momentIn(value.opensAt, value.deadlineTimeZone, 'opensAt', context);
  if (opensAt instanceof Date && deadlineAt instanceof Date && opensAt >= deadlineAt) {
    context.addIssue({
      code: 'custom',
      path: ['deadline'],
      message: 'Hạn hoàn thành phải sau thời điểm bắt đầu.',
      input: value.deadline,
    });
  }
  return { ...value, deadlineAt, opensAt };
};

/** The first form: a campaign needs a unit, a name and a deadline; the rest follows on its page. */
export const createCampaignSchema = z
  .object({ code: campaignCode, unit: requiredLine(60, 'Đồng chí chọn đơn vị tổ chức.'), ...campaignFields })
  .transform(withMoments);

export const updateCampaignSchema = z.object(campaignFields).transform(withMoments);

const checkbox = z.preprocess((value) => value === 'on' || value === true, z.boolean());

/** Percent on the screen, basis points inside. */
export const rulesSchema = z
  .object({
    coveragePercent: z.coerce
      .number({ error: 'Đồng chí nhập một số từ 1 đến 100.' })
      .int('Đồng chí nhập số nguyên từ 1 đến 100.')
      .min(1, 'Ngưỡng từ 1% đến 100%.')
      .max(100, 'Ngưỡng từ 1% đến 100%.'),
    quizRequired: checkbox,
    ...checkRuleFields,
  })
  .transform((rules) => (rules.presenceChecks === 0 ? { ...rules, presenceChecksNeeded: 0 } : rules))
  .refine(leavesOneToMiss, { path: ['presenceChecksNeeded'], message: LEAVES_ONE })
  .transform(({ coveragePercent, ...rules }) => ({ coverageThreshold: coveragePercent * 100, ...rules }));

export const sessionSchema = z
  .object({
    title: requiredLine(300, 'Đồng chí nhập tên buổi học.'),
    topic: optionalLine(300),
    lecturer: optionalLine(200),
    lecturerTitle: optionalLine(200),
    startsAt: moment,
    timeZone,
    minutes: z.coerce
      .number({ error: 'Đồng chí nhập số phút.' })
      .int('Đồng chí nhập số phút nguyên.')
      .min(1, 'Thời lượng từ 1 đến 720 phút.')
      .max(720, 'Thời lượng từ 1 đến 720 phút.'),
  })
  .transform(({ timeZone: zone, minutes, ...value }, context) => {
    const startsAt = momentIn(value.startsAt, zone, 'startsAt', context);
    return {
      ...value,
      startsAt,
      endsAt: startsAt instanceof Date ? new Date(startsAt.getTime() + minutes * 60_000) : startsAt,
    };
  });

const day = z
  .string()
  .trim()
  .optional()
  .default('')
  .transform((text, context) => {
    if (text === '') return null;
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
    if (date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return date;
    context.addIssue({ code: 'custom', message: 'Ngày không đúng. Ví dụ: 07/02/2026.', input: text });
    return z.NEVER;
  });

const SECRET_MESSAGE =
  'Văn bản có dấu độ mật (MẬT, TỐI MẬT hoặc TUYỆT MẬT). Không được đưa lên nền tảng; đồng chí xử lý theo quy định về bảo vệ bí mật nhà nước.';

const documentFields = z.object({
  kind: z.enum(DOCUMENT_KINDS, { error: 'Đồng chí chọn loại văn bản.' }),
  referenceNumber: optionalLine(100),
  title: requiredLine(500, 'Đồng chí nhập tên văn bản.').refine((text) => !hasSecrecyMark(text), SECRET_MESSAGE),
  issuer: optionalLine(300),
  issuedOn: day,
  body: z
    .string({ error: 'Đồng chí nhập nội dung văn bản.' })
    .trim()
    .min(1, 'Đồng chí nhập nội dung văn bản.')
    .max(400_000, 'Nội dung tối đa 400.000 ký tự.')
    .refine((text) => !hasSecrecyMark(text), SECRET_MESSAGE)
    .transform((text) => text.normalize('NFC').replaceAll('\r\n', '\n')),
});

/** A document as it is stored; files of a campaign folder use it too. */
export const documentSchema = documentFields;

/** The form also asks the person to attest that nothing in it is a state secret. */
export const documentFormSchema = documentFields.extend({
  attested: checkbox.refine((value) => value, 'Đồng chí cần xác nhận văn bản không có nội dung bí mật nhà nước.'),
});

export const audienceSchema = z.object({
  units: z.array(z.coerce.number().int().positive()).min(1, 'Đồng chí chọn ít nhất một đơn vị phải học.').max(5000),
});

export type CreateCampaignInput = z.output<typeof createCampaignSchema>;
export type UpdateCampaignInput = z.output<typeof updateCampaignSchema>;
export type RulesInput = z.output<typeof rulesSchema>;
export type SessionInput = z.output<typeof sessionSchema>;
export type DocumentInput = z.output<typeof documentSchema>;

/** A schema's fields as a browser's form has them: all text. */
export type FormText<Schema extends z.ZodType> = { [Name in keyof z.input<Schema>]-?: string };
