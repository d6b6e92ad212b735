import { recordingPicturesJob } from '~/modules/media/jobs';
import { pictureRecording } from '~/modules/media/picture-recording.server';
import type { JobHandler, JobRun } from './index';

export const pictureRecordingHandler: JobHandler = {
  job: recordingPicturesJob,
  async run({ assetId }: { assetId: number }, { services, signal }: JobRun) {
    await pictureRecording(services, { assetId, signal });
  },
};
