import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/**
 * Submits one attempt when its time is over; queued with a delay when the attempt starts. Only saves waiting: the sweep and
 * every read of the attempt do the same, so a lost job loses nothing.
 */
export const submitExpiredAttemptJob = defineJob({
  name: 'submit-expired-attempt',
  queue: 'quizzes',
  payload: z.object({ attemptId: z.number().int().positive() }),
  attempts: 5,
  backoffMs: 2_000,
});
