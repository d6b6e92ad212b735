import { runRetention } from '~/modules/privacy/run-retention.server';
import type { Services } from '~/platform/services';

/** What is past its time is removed, once a day. */
export const retention = {
  name: 'retention',
  everySeconds: 3600,
  async run(services: Services): Promise<void> {
    await runRetention(services);
  },
};
