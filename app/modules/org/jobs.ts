import { z } from 'zod';
import { defineJob } from '~/platform/queue';

const payload = z.object({ runId: z.uuid() });

// Not deduplicated: a second request within the window is another step (read again with a cell, commit after a dry run), and the
// state of the run already makes a job that comes twice do nothing.

/** Reads the file of an import run into preview rows. Safe to run again: it starts over. */
export const readImportJob = defineJob({
  name: 'read-import',
  queue: 'imports',
  payload,
  attempts: 5,
  backoffMs: 2_000,
});

/** Writes what the preview showed, in one transaction. Safe to run again: a run that is done stays done. */
export const commitImportJob = defineJob({
  name: 'commit-import',
  queue: 'imports',
  payload,
  attempts: 5,
  backoffMs: 2_000,
});
