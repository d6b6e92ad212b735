import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { inspectContainer } from './inspect-container.server';
import { transcodeJob } from './jobs';
import { uploadFile } from './media-folders.server';
import type { MediaErrorCode } from './schema';

export type UploadOutcome =
  | { state: 'ACCEPTED'; assetId: number }
  | { state: 'REJECTED'; errorCode: MediaErrorCode }
  | { state: 'INCOMPLETE' };

/**
 * All bytes are here: look at them, then queue the transcoding or refuse the file and remove it. May be asked for any number of
 * times, by tus, by the page and by the sweep; the first one counts.
 */
export async function acceptUpload(
  services: Pick<Services, 'env' | 'db' | 'queues' | 'logger'>,
  args: { uploadId: string },
): Promise<UploadOutcome> {
  const { env, db, queues, logger } = services;
  const upload = await db.upload.findUnique({ where: { id: args.uploadId }, include: { asset: true, owner: true } });
  if (!upload) return { state: 'INCOMPLETE' };
  if (upload.asset) return { state: 'ACCEPTED', assetId: upload.asset.id };
  if (upload.state === 'REJECTED')
    return { state: 'REJECTED', errorCode: (upload.errorCode ?? 'NOT_MEDIA') as MediaErrorCode };
  const file = uploadFile(env, upload.id);
  const size = await stat(file).then(
    (found) => found.size,
    () => -1,
  );
  if (size !== Number(upload.byteSize)) return { state: 'INCOMPLETE' };
  const errorCode = await inspectContainer(file);
  if (errorCode) {
    await db.upload.update({ where: { id: upload.id }, data: { state: 'REJECTED', errorCode } });
    await removeUploadFiles(env, upload.id);
    return { state: 'REJECTED', errorCode };
  }
  const assetId = await db.$transaction(async (tx) => {
    const claimed = await tx.upload.updateMany({
      where: { id: upload.id, state: 'RECEIVING' },
      data: { state: 'RECEIVED' },
    });
    if (claimed.count === 0) {
      const existing = await tx.mediaAsset.findUnique({ where: { uploadId: upload.id }, select: { id: true } });
      return existing?.id ?? null;
    }
    const asset = await tx.mediaAsset.create({
      data: {
        publicPath: randomBytes(16).toString('base64url'),
        uploadId: upload.id,
        fileName: upload.fileName,
        byteSize: upload.byteSize,
      },
    });
    await appendAudit(tx, {
      actor: { accountId: upload.owner.id, displayName: upload.owner.displayName },
      action: 'recording.upload',
      targetType: 'StudySession',
      targetId: upload.sessionId ?? 0,
      data: { fileName: upload.fileName, bytes: Number(upload.byteSize), assetId: asset.id },
    });
    return asset.id;
  });
  if (assetId === null) return { state: 'INCOMPLETE' };
  // The row is the truth: when the queue is down, the sweep asks again.
  await queues
    .enqueue(transcodeJob, { assetId })
    .catch((error) => logger.warn({ err: error, assetId }, 'transcode not queued yet'));
  return { state: 'ACCEPTED', assetId };
}

/** The bytes and what tus noted about them; absent is fine. */
export async function removeUploadFiles(env: Services['env'], uploadId: string): Promise<void> {
  const file = uploadFile(env, uploadId);
  await Promise.all([rm(file, { force: true }), rm(`${file}.json`, { force: true })]);
}
