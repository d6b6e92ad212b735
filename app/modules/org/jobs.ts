import { z } from 'zod';
import { defineJob } from '~/platform/queue';

const payload = z.object({ runId: z.uuid() });

/** Reads the file of an import run into preview rows. Safe to run again: it starts over. */
export const readImportJob = defineJob({
  name: 'read-import',
  queue: 'imports',
  payload,
  attempts: 5,
  backoffMs: 2_000,
  dedupeId: ({ runId }) => runId,
});

/** Writes what the preview showed, in one transaction. Safe to run again: a run that is done stays done. */
export const commitImportJob = defineJob({
  name: 'commit-import',
  queue: 'imports',
  payload,
  attempts: 5,
  backoffMs: 2_000,
  dedupeId: ({ runId }) => runId,
});
