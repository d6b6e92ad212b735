import { z } from 'zod';
import { ATTENDANCE_WAYS } from './schema';

const reason = z
  .string({ error: 'Đồng chí hãy ghi lý do.' })
  .trim()
  .min(5, 'Đồng chí hãy ghi rõ lý do (ít nhất 5 ký tự).')
  .max(500, 'Lý do dài quá 500 ký tự. Đồng chí hãy viết ngắn lại.')
  .transform((text) => text.normalize('NFC'));
const ids = { sessionId: z.coerce.number().int().positive(), memberId: z.coerce.number().int().positive() };

export const rollCallInput = z.object({
  sessionId: ids.sessionId,
  /** Member ids that were there, and those who were not; nobody in both. */
  present: z.array(ids.memberId).max(5000),
  absent: z.array(ids.memberId).max(5000).default([]),
});

export const excuseInput = z.object({ ...ids, granted: z.union([z.boolean(), z.stringbool()]), reason });

/** A verdict in one field, as a select sends it. */
export const correctionInput = z.object({ ...ids, verdict: z.enum([...ATTENDANCE_WAYS, 'NOT_ATTENDED']), reason });
