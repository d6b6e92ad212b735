import { findUnpicturedRecordings } from '~/modules/media/find-unpictured-recordings.server';
import { recordingPicturesJob } from '~/modules/media/jobs';
import type { Sweep } from './index';

/** Recordings of broadcasts whose poster and storyboard were lost with their job. */
export const unpicturedRecordings: Sweep = {
  name: 'media.unpictured',
  everySeconds: 60,
  async run(services) {
    for (const assetId of await findUnpicturedRecordings(services.pool)) {
      services.logger.warn({ assetId }, 'pictures of a recording asked for again');
      await services.queues.enqueue(recordingPicturesJob, { assetId });
    }
  },
};
