import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Makes the PDF of one person's data. Asking twice does no harm: a finished one is left alone. */
export const exportMyDataJob = defineJob({
  name: 'export-my-data',
  queue: 'reports',
  payload: z.object({ exportId: z.uuid() }),
  attempts: 3,
  backoffMs: 3_000,
  dedupeId: ({ exportId }) => exportId,
});
