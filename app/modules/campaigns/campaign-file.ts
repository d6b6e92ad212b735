import { z } from 'zod';
import { leavesOneToMiss } from '~/modules/presence-checks/input';
import { CHECK_COUNTS } from '~/modules/presence-checks/schema';
import { dayInZone, HANOI, isTimeZone, parseLocalDateTime } from '~/platform/time';
import { campaignCode } from './input';
import { DOCUMENT_KINDS } from './schema';

/**
 * campaign.json of a campaign folder. A moment is fixed (`2026-12-10T17:00` on the clock of `timeZone`) or counted in days from the
 * day of loading, on that clock: a sample that is loaded next year is open next year.
 */
const zone = z.string().refine(isTimeZone, 'múi giờ không có trong danh mục IANA');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'giờ phải có dạng 07:30');
const momentSchema = z.union([
  z.strictObject({ at: z.string(), timeZone: zone.default(HANOI) }),
  z.strictObject({ days: z.int().min(-365).max(3650), time, timeZone: zone.default(HANOI) }),
]);
export type FileMoment = z.output<typeof momentSchema>;

/** Resolves a moment against the time of loading; null when a fixed one is no date and time. */
export function resolveMoment(moment: FileMoment, now: Date): Date | null {
  if ('at' in moment) return parseLocalDateTime(moment.at, moment.timeZone);
  const today = new Date(`${dayInZone(now, moment.timeZone)}T00:00:00Z`);
  const target = new Date(today.getTime() + moment.days * 86_400_000).toISOString().slice(0, 10);
  return parseLocalDateTime(`${target}T${moment.time}`, moment.timeZone);
}

const text = z.string().trim().min(1);

export const campaignFileSchema = z.strictObject({
  code: campaignCode,
  title: text.max(300),
  description: z.string().default(''),
  unit: text,
  audience: z.array(text).min(1),
  opensAt: momentSchema.optional(),
  deadline: momentSchema,
  rules: z
    .strictObject({
      coverageThreshold: z.int().min(1).max(10_000),
      quizRequired: z.boolean(),
      paperRequired: z.boolean().default(false),
      /** "Tôi đang theo dõi": how many a session (0: none), and how many of them must be met (0: evidence only). */
      presenceChecks: z.union([z.literal(0), z.literal(CHECK_COUNTS)]).default(0),
      presenceChecksNeeded: z.int().min(0).max(3).default(0),
    })
    .refine(leavesOneToMiss, { path: ['presenceChecksNeeded'], message: 'phải nhỏ hơn presenceChecks' }),
  quiz: z
    .strictObject({
      bank: z.strictObject({ code: campaignCode, title: text, file: text }),
      questionCount: z.int().min(1).max(200),
      passMark: z.int().min(0).max(10_000),
      attempts: z.int().min(1).max(20),
      minutes: z.int().min(1).max(600),
      afterCoverage: z.boolean().default(true),
    })
    .optional(),
  documents: z.array(
    z.strictObject({
      code: campaignCode,
      kind: z.enum(DOCUMENT_KINDS),
      referenceNumber: z.string().default(''),
      title: text,
      issuer: z.string().default(''),
      issuedOn: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/)
        .optional(),
      file: text,
    }),
  ),
  sessions: z
    .array(
      z.strictObject({
        title: text,
        topic: z.string().default(''),
        lecturer: z.string().default(''),
        lecturerTitle: z.string().default(''),
        startsAt: momentSchema,
        minutes: z.int().min(1).max(720),
        recording: z.strictObject({ file: text, captions: text.optional() }).optional(),
        /** Halls; `host` and `units` are codes within the campaign's unit, `clerks` usernames. */
        venues: z
          .array(
            z.strictObject({
              name: text.max(200),
              place: z.string().max(300).default(''),
              timeZone: zone.default(HANOI),
              host: text,
              units: z.array(text).default([]),
              clerks: z.array(text).default([]),
            }),
          )
          .default([]),
      }),
    )
    .min(1),
});

export type CampaignFile = z.output<typeof campaignFileSchema>;
