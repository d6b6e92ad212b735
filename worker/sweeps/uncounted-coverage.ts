import { findUncountedCoverage } from '~/modules/attendance/find-uncounted-coverage.server';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import type { Sweep } from './index';

/** Coverage that has reached the threshold while the outcome does not say so: the writer died between the two, or could not. */
export const uncountedCoverage: Sweep = {
  name: 'uncounted-coverage',
  everySeconds: 60,
  async run(services) {
    for (const { campaignId, memberIds } of await findUncountedCoverage(services.pool)) {
      const changed = await recomputeOutcomes({ campaignId, memberIds }, services.db);
      if (changed > 0) services.logger.warn({ campaignId, changed }, 'outcomes brought up to date by the sweep');
    }
  },
};
