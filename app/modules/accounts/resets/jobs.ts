import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Looks for the account somebody wants a link for, and writes the message. Asking twice does no harm: the request is gone then. */
export const answerResetRequestJob = defineJob({
  name: 'answer-reset-request',
  queue: 'mail',
  payload: z.object({ requestId: z.uuid() }),
  attempts: 4,
  backoffMs: 2_000,
  dedupeId: ({ requestId }) => requestId,
});
