import { z } from 'zod';
import { OPTIONS_MAX } from './schema';

const line = (text: string) => text.trim().normalize('NFC');

export const pollInput = z.object({
  title: z
    .string({ error: 'Đồng chí hãy ghi nội dung biểu quyết.' })
    .transform(line)
    .refine((text) => text.length >= 5 && text.length <= 500, 'Nội dung biểu quyết dài 5 đến 500 ký tự.'),
  options: z
    .string({ error: 'Đồng chí hãy ghi ít nhất hai phương án, mỗi dòng một phương án.' })
    .transform((text) => text.split(/\r?\n/).map(line).filter(Boolean))
    .superRefine((options, context) => {
      const say = (message: string) => context.addIssue({ code: 'custom', message, input: options });
      if (options.length < 2) say('Đồng chí hãy ghi ít nhất hai phương án, mỗi dòng một phương án.');
      if (options.length > OPTIONS_MAX) say('Nhiều nhất 10 phương án.');
      if (options.some((option) => option.length > 200)) say('Mỗi phương án dài không quá 200 ký tự.');
      if (new Set(options).size !== options.length) say('Có hai phương án giống nhau.');
    }),
  secret: z.preprocess((value) => value === 'on', z.boolean()),
  quorumPercent: z.coerce
    .number({ error: 'Đồng chí nhập số nguyên từ 0 đến 100.' })
    .int('Đồng chí nhập số nguyên từ 0 đến 100.')
    .min(0, 'Đồng chí nhập số nguyên từ 0 đến 100.')
    .max(100, 'Đồng chí nhập số nguyên từ 0 đến 100.'),
});
export type PollInput = z.output<typeof pollInput>;

const id = z.coerce.number().int().positive().max(2_147_483_647);
export const pollOrderInput = z.object({ order: z.enum(['open', 'close', 'remove']), poll: id });
export const voteInput = z.object({
  poll: id,
  option: z.coerce
    .number()
    .int()
    .min(0)
    .max(OPTIONS_MAX - 1),
});

const bytes = (min: number, max: number) =>
  z
    .base64url()
    .max(1_000)
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((value) => value.length >= min && value.length <= max);
export const issueInput = z.object({ blinded: bytes(256, 256) });
export const ballotInput = z.object({
  token: bytes(32, 128),
  signature: bytes(256, 256),
  option: z
    .number()
    .int()
    .min(0)
    .max(OPTIONS_MAX - 1),
});
