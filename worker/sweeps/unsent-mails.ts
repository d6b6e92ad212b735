import { findUnsentMails } from '~/modules/notices/deliver-mail.server';
import { sendMailJob } from '~/modules/notices/jobs';
import type { Services } from '~/platform/services';

/** Messages whose job was lost are asked for again. */
export const unsentMails = {
  name: 'unsent-mails',
  everySeconds: 120,
  async run(services: Services): Promise<void> {
    if (!services.env.SMTP_URL) return;
    for (const mailId of await findUnsentMails(services)) await services.queues.enqueue(sendMailJob, { mailId });
  },
};
