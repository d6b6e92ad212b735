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

/** Poster and storyboard of a broadcast's recording, after it plays. Safe to ask for twice. Beside the transcodes: nobody waits for it. */
export const recordingPicturesJob = defineJob({
  name: 'media.recording-pictures',
  queue: 'media',
  payload: z.object({ assetId: z.int() }),
  attempts: 3,
  backoffMs: 5_000,
});
