import type { z } from 'zod';
import { answerResetRequest } from '~/modules/accounts/resets/answer-reset-request.server';
import { answerResetRequestJob } from '~/modules/accounts/resets/jobs';
import { sendMailJob } from '~/modules/notices/jobs';
import type { JobRun } from './index';

export const answerResetRequestHandler = {
  job: answerResetRequestJob,
  async run({ requestId }: z.output<typeof answerResetRequestJob.payload>, { services }: JobRun): Promise<void> {
    for (const mailId of await answerResetRequest(requestId, services)) {
      if (services.env.SMTP_URL) await services.queues.enqueue(sendMailJob, { mailId });
    }
  },
};
