import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { removeUploadFiles } from './accept-upload.server';
import { findSessionUnit } from './find-session-unit.server';
import { assetPrefix } from './media-folders.server';

/**
 * Stops an upload or its transcoding, or clears away a failed one. A worker that is at it notices within a second and cleans up.
 * @throws AppError not-found; conflict when the file has become the recording already
 */
export async function removeUpload(
  { env, db, storage }: Pick<Services, 'env' | 'db' | 'storage'>,
  args: { viewer: Viewer; sessionId: number; uploadId: string },
): Promise<void> {
  const session = await findSessionUnit(args.sessionId, db);
  requireCan(args.viewer, 'recording.manage', session.unitPath);
  const upload = await db.upload.findFirst({
    where: { id: args.uploadId, sessionId: args.sessionId },
    include: { asset: true },
  });
  if (!upload) throw notFound();
  await db.$transaction(async (tx) => {
    if (upload.asset) {
      const { count } = await tx.mediaAsset.deleteMany({ where: { id: upload.asset.id, state: { not: 'READY' } } });
      if (count === 0) {
        throw new AppError(
          'conflict',
          'ALREADY_READY',
          'Video đã xử lý xong và đang được dùng làm bản ghi. Đồng chí hãy tải lại trang.',
        );
      }
    }
    await tx.upload.delete({ where: { id: upload.id } });
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'recording.cancel',
      targetType: 'StudySession',
      targetId: args.sessionId,
      unitId: session.unitId,
      data: { fileName: upload.fileName, state: upload.state },
    });
  });
  await removeUploadFiles(env, upload.id);
  if (upload.asset) await storage.remove(assetPrefix(upload.asset.publicPath));
}
