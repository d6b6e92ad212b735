import type { MediaAsset } from '~/platform/generated/prisma/client';
import type { Services } from '~/platform/services';
import { removeUploadFiles } from './accept-upload.server';
import type { MediaError } from './media-error';
import { assetPrefix } from './media-folders.server';

/** The asset ends FAILED and its upload REJECTED with the reason; none of their bytes stay. */
export async function refuseAsset(
  { env, db, storage }: Pick<Services, 'env' | 'db' | 'storage'>,
  asset: Pick<MediaAsset, 'id' | 'publicPath' | 'uploadId'>,
  error: MediaError,
): Promise<void> {
  await storage.remove(assetPrefix(asset.publicPath));
  await db.$transaction(async (tx) => {
    const errorDetail = error.detail.slice(-2000).replaceAll('\0', '');
    await tx.mediaAsset.updateMany({
      where: { id: asset.id },
      data: { state: 'FAILED', errorCode: error.code, errorDetail },
    });
    if (asset.uploadId) {
      await tx.upload.updateMany({ where: { id: asset.uploadId }, data: { state: 'REJECTED', errorCode: error.code } });
    }
  });
  if (asset.uploadId) await removeUploadFiles(env, asset.uploadId);
}
