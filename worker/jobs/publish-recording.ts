import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { awaitLastSegments } from '~/modules/broadcasts/await-last-segments.server';
import { publishRecordingJob } from '~/modules/broadcasts/jobs';
import { publishRecording } from '~/modules/broadcasts/publish-recording.server';
import { recordingPicturesJob } from '~/modules/media/jobs';
import type { JobHandler, JobRun } from './index';

export const publishRecordingHandler: JobHandler = {
  job: publishRecordingJob,
  async run({ broadcastId }: { broadcastId: number }, { services, signal }: JobRun) {
    const broadcast = await services.db.broadcast.findUnique({
      where: { id: broadcastId },
      select: { state: true, sessionId: true, session: { select: { campaignId: true } } },
    });
    if (broadcast?.state === 'ENDED') {
      await awaitLastSegments(services, { broadcastId, signal });
      const actor = { system: 'Phát trực tiếp' };
      if (!(await publishRecording(services, { sessionId: broadcast.sessionId, actor }))) return;
    } else if (broadcast?.state !== 'PUBLISHED') return;
    // What was covered live can be measured against a length now; asked for again after a trim, against another one.
    await recomputeOutcomes({ campaignId: broadcast.session.campaignId }, services.db);
    // It plays already; the pictures follow. The sweep finds those that get lost here.
    const recording = await services.db.recording.findUnique({ where: { sessionId: broadcast.sessionId } });
    if (recording) await services.queues.enqueue(recordingPicturesJob, { assetId: recording.assetId }).catch(() => {});
  },
};
