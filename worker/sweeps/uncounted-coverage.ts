import { findUncountedCoverage } from '~/modules/attendance/find-uncounted-coverage.server';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import type { Sweep } from './index';

/** Coverage and outcome that do not agree: the writer, or the worker that replaced a recording, died between the two. */
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
