import type { z } from 'zod';
import { alarmEmergency } from '~/modules/accounts/emergencies/alarm-emergency.server';
import { emergencyAlarmJob } from '~/modules/accounts/emergencies/jobs';
import { sendMailJob } from '~/modules/notices/jobs';
import type { JobRun } from './index';

export const emergencyAlarm = {
  job: emergencyAlarmJob,
  async run({ emergencyId }: z.output<typeof emergencyAlarmJob.payload>, { services }: JobRun): Promise<void> {
    for (const mailId of await alarmEmergency(emergencyId, services)) {
      if (services.env.SMTP_URL) await services.queues.enqueue(sendMailJob, { mailId });
    }
  },
};
