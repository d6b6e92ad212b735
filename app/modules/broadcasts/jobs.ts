import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Makes the recording of an ended broadcast from its segments. Safe to ask for twice. On a queue of its own: no transcode holds it up. */
export const publishRecordingJob = defineJob({
  name: 'broadcasts.publish-recording',
  queue: 'broadcasts',
  payload: z.object({ broadcastId: z.int() }),
  attempts: 5,
  backoffMs: 1_000,
});
