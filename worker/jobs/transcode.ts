import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { transcodeJob } from '~/modules/media/jobs';
import { transcodeAsset } from '~/modules/media/transcode-asset.server';
import type { JobHandler, JobRun } from './index';

export const transcodeHandler: JobHandler = {
  job: transcodeJob,
  async run({ assetId }: { assetId: number }, { services, signal }: JobRun) {
    const published = await transcodeAsset(services, { assetId, signal });
    // Another length of the timeline may make covered seconds enough, or no longer enough.
    if (published?.replaced) await recomputeOutcomes({ campaignId: published.campaignId }, services.db);
  },
};
