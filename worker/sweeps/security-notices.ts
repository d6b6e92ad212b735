import { tellSecurityChanges } from '~/modules/accounts/tell-security-changes.server';
import { sendMailJob } from '~/modules/notices/jobs';
import type { Services } from '~/platform/services';

/** Changes of how somebody signs in become messages to them. */
export const securityNotices = {
  name: 'security-notices',
  everySeconds: 30,
  async run(services: Services): Promise<void> {
    for (const mailId of await tellSecurityChanges(services))
      if (services.env.SMTP_URL) await services.queues.enqueue(sendMailJob, { mailId });
  },
};
