import { z } from 'zod';
import { defineJob } from '~/platform/queue';

/** Sends one message. Asking twice sends once, except when a worker dies between the mail server's yes and our note of it. */
export const sendMailJob = defineJob({
  name: 'send-mail',
  queue: 'mail',
  payload: z.object({ mailId: z.uuid() }),
  attempts: 6,
  backoffMs: 5_000,
  dedupeId: ({ mailId }) => mailId,
});
