import { transcodeJob } from '~/modules/media/jobs';
import { transcodeAsset } from '~/modules/media/transcode-asset.server';
import type { JobHandler, JobRun } from './index';

export const transcodeHandler: JobHandler = {
  job: transcodeJob,
  run: ({ assetId }: { assetId: number }, { services, signal }: JobRun) =>
    transcodeAsset(services, { assetId, signal }),
};
