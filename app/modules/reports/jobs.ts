import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Freezes the figures of a campaign and unit. Asking twice does no harm: the job claims the row or finds it taken. */
export const freezeFiguresJob = defineJob({
  name: 'freeze-figures',
  queue: 'reports',
  payload: z.object({ freezeId: z.number().int().positive() }),
  attempts: 3,
  backoffMs: 2_000,
  dedupeId: ({ freezeId }) => String(freezeId),
});

/** Makes the files of one version of a report. Asking twice does no harm: the job claims the row or finds it taken. */
export const makeReportJob = defineJob({
  name: 'make-report',
  queue: 'reports',
  payload: z.object({ reportId: z.number().int().positive(), version: z.number().int().positive() }),
  attempts: 3,
  backoffMs: 2_000,
  dedupeId: ({ reportId, version }) => `${reportId}-${version}`,
});
