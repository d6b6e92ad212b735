import { findUnalarmed } from '~/modules/accounts/emergencies/alarm-emergency.server';
import { closeExpiredEmergencies } from '~/modules/accounts/emergencies/end-emergency.server';
import { emergencyAlarmJob } from '~/modules/accounts/emergencies/jobs';
import { expireProposals } from '~/modules/accounts/proposals/expire-proposals.server';
import type { Services } from '~/platform/services';
import type { Sweep } from './index';

/** Writes down what the clock has ended (neither has an effect any more by then), and sounds alarms whose job was lost. */
export const DUTY_SWEEPS: readonly Sweep[] = [
  {
    name: 'emergencies',
    everySeconds: 30,
    async run(services: Services) {
      await closeExpiredEmergencies(services);
      for (const emergencyId of await findUnalarmed(services))
        await services.queues.enqueue(emergencyAlarmJob, { emergencyId });
    },
  },
  { name: 'proposals', everySeconds: 3_600, run: expireProposals },
];
