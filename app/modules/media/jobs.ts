import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Turns one uploaded lecture into what the player needs. Safe to ask for twice: one worker at a time holds an asset. */
export const transcodeJob = defineJob({
  name: 'media.transcode',
  queue: 'media',
  payload: z.object({ assetId: z.int() }),
  attempts: 5,
  backoffMs: 2_000,
});
