import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Writes to those who are to know of an emergency access. Asking twice writes once. */
export const emergencyAlarmJob = defineJob({
  name: 'emergency-alarm',
  queue: 'mail',
  payload: z.object({ emergencyId: z.number().int().positive() }),
  attempts: 5,
  backoffMs: 2_000,
  dedupeId: ({ emergencyId }) => String(emergencyId),
});
