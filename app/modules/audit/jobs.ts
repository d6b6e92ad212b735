import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Verifies the whole log. Asking twice does no harm: the job claims the row or finds it taken. */
export const verifyAuditJob = defineJob({
  name: 'verify-audit',
  queue: 'sweeps',
  payload: z.object({ checkId: z.number().int().positive() }),
  attempts: 3,
  backoffMs: 2_000,
  dedupeId: ({ checkId }) => String(checkId),
});
