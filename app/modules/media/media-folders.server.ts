import path from 'node:path';
import type { Env } from '~/platform/env';

/** Uploads as they arrive: `ID` holds the bytes, `ID.json` what tus knows about them. */
export const uploadFolder = (env: Pick<Env, 'DATA_DIR'>): string => path.join(env.DATA_DIR, 'uploads');
export const uploadFile = (env: Pick<Env, 'DATA_DIR'>, uploadId: string): string =>
  path.join(uploadFolder(env), uploadId);

/** Where a worker builds an asset; on the same disk as the storage folder, so that the finished one is only renamed. */
export const workFolder = (env: Pick<Env, 'DATA_DIR'>): string => path.join(env.DATA_DIR, 'work', 'media');
export const assetWorkFolder = (env: Pick<Env, 'DATA_DIR'>, assetId: number): string =>
  path.join(workFolder(env), String(assetId));

/** Key prefix of an asset's files in storage. */
export const assetPrefix = (publicPath: string): string => `media/${publicPath}`;
