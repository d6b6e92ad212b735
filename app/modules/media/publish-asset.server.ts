import { moveCoverage, UNCUT } from '~/modules/attendance/move-coverage.server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { AssetGone } from './media-error';
import type { Packed } from './pack-asset.server';
import type { MeasuredSource } from './probe-source.server';
import type { Storyboard } from './schema';

export interface PublishedRecording {
  campaignId: number;
  /** Another recording was there before: verdicts that rest on its length have to be computed again. */
  replaced: boolean;
}

/**
 * The finished asset becomes READY and, in the same transaction, the recording of the session it was uploaded for. A newer upload that
 * finished first stays. The replaced asset's files go a day later (see the sweep), so that whoever is watching can finish.
 * @returns null when it became nobody's recording
 * @throws AssetGone when someone removed the asset meanwhile
 */
export async function publishAsset(
  { db }: Pick<Services, 'db'>,
  args: { assetId: number; packed: Packed; storyboard: Storyboard | null; source: MeasuredSource },
): Promise<PublishedRecording | null> {
  const { assetId, packed, storyboard, source } = args;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: { id: assetId, state: 'PACKING' },
      data: {
        state: 'READY',
        progress: 100,
        durationSeconds: packed.seconds,
        width: source.width,
        height: source.height,
        renditions: packed.renditions,
        ...(storyboard ? { storyboard: { ...storyboard } } : {}),
        errorCode: null,
        errorDetail: null,
      },
    });
    if (count === 0) throw new AssetGone();
    const asset = await tx.mediaAsset.findUniqueOrThrow({
      where: { id: assetId },
      include: { upload: { include: { owner: true } } },
    });
    if (!asset.upload) return null;
    await tx.upload.update({ where: { id: asset.upload.id }, data: { state: 'USED' } });
    const { sessionId, owner } = asset.upload;
    const session = sessionId
      ? await tx.studySession.findUnique({
          where: { id: sessionId },
          include: { recording: { include: { asset: true } }, campaign: true },
        })
      : null;
    if (!session) return null;
    if (session.recording && session.recording.asset.createdAt > asset.createdAt) return null;
    const recording = { assetId, timelineSeconds: Math.max(1, Math.floor(packed.seconds)), publishedAt: new Date() };
    await tx.recording.upsert({
      where: { sessionId: session.id },
      create: { sessionId: session.id, ...recording },
      update: recording,
    });
    // It begins where the one before began; what is beyond a shorter one's end waits for a longer one.
    const before = session.recording;
    const offset = before?.liveOffset ?? 0;
    const moved = await moveCoverage(
      {
        sessionId: session.id,
        from: before ? { offset, seconds: before.timelineSeconds } : UNCUT,
        to: { offset, seconds: recording.timelineSeconds },
      },
      tx,
    );
    await appendAudit(tx, {
      actor: { accountId: owner.id, displayName: owner.displayName },
      action: session.recording ? 'recording.replace' : 'recording.publish',
      targetType: 'StudySession',
      targetId: session.id,
      unitId: session.campaign.unitId,
      data: {
        assetId,
        timelineSeconds: recording.timelineSeconds,
        ...(session.recording && {
          previousAssetId: session.recording.assetId,
          previousSeconds: session.recording.timelineSeconds,
        }),
      },
    });
    return { campaignId: session.campaignId, replaced: session.recording !== null || moved > 0 };
  });
}
