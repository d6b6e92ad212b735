import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { moveCoverage, UNCUT } from '~/modules/attendance/move-coverage.server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { findSessionUnit } from './find-session-unit.server';
import { assetPrefix } from './media-folders.server';

/** Takes the recording off its session. What members covered stays as evidence; the files go. @throws AppError not-found */
export async function removeRecording(
  { db, storage }: Pick<Services, 'db' | 'storage'>,
  args: { viewer: Viewer; sessionId: number },
): Promise<void> {
  const session = await findSessionUnit(args.sessionId, db);
  requireCan(args.viewer, 'recording.manage', session.unitPath);
  const publicPath = await db.$transaction(async (tx) => {
    const recording = await tx.recording.findUnique({ where: { sessionId: args.sessionId }, include: { asset: true } });
    if (!recording) throw notFound();
    await tx.recording.delete({ where: { id: recording.id } });
    // Without a recording, coverage counts in the untrimmed timeline: the next one finds all of it.
    const from = { offset: recording.liveOffset, seconds: recording.timelineSeconds };
    await moveCoverage({ sessionId: args.sessionId, from, to: UNCUT }, tx);
    const shared = await tx.recording.count({ where: { assetId: recording.assetId } });
    if (shared === 0) await tx.mediaAsset.delete({ where: { id: recording.assetId } });
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'recording.remove',
      targetType: 'StudySession',
      targetId: args.sessionId,
      unitId: session.unitId,
      data: {
        fileName: recording.asset.fileName,
        assetId: recording.assetId,
        timelineSeconds: recording.timelineSeconds,
      },
    });
    return shared === 0 ? recording.asset.publicPath : null;
  });
  if (publicPath) await storage.remove(assetPrefix(publicPath));
}
