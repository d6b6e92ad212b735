import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { awaitLastSegments } from '~/modules/broadcasts/await-last-segments.server';
import { publishRecordingJob } from '~/modules/broadcasts/jobs';
import { publishRecording } from '~/modules/broadcasts/publish-recording.server';
import type { JobHandler, JobRun } from './index';

export const publishRecordingHandler: JobHandler = {
  job: publishRecordingJob,
  async run({ broadcastId }: { broadcastId: number }, { services, signal }: JobRun) {
    const broadcast = await services.db.broadcast.findUnique({ where: { id: broadcastId } });
    if (broadcast?.state !== 'ENDED') return;
    await awaitLastSegments(services, { broadcastId, signal });
    const published = await publishRecording(services, {
      sessionId: broadcast.sessionId,
      actor: { system: 'Phát trực tiếp' },
    });
    // What was covered live can be measured against a length now.
    if (published?.changed) await recomputeOutcomes({ campaignId: published.campaignId }, services.db);
  },
};
