import { findUnpublishedBroadcasts } from '~/modules/broadcasts/find-unpublished-broadcasts.server';
import { publishRecordingJob } from '~/modules/broadcasts/jobs';
import type { Sweep } from './index';

/** Broadcasts that ended a while ago and have segments but no recording: the job was lost, or failed to the last try. */
export const unpublishedBroadcasts: Sweep = {
  name: 'broadcasts.unpublished',
  everySeconds: 15,
  async run(services) {
    for (const broadcastId of await findUnpublishedBroadcasts(services)) {
      services.logger.warn({ broadcastId }, 'recording of a broadcast asked for again');
      await services.queues.enqueue(publishRecordingJob, { broadcastId });
    }
  },
};
