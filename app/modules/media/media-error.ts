import type { MediaErrorCode } from './schema';

/** The lecture file itself is the trouble: trying again will not help, the uploader is told what to do. `detail` is for the log. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  constructor(
    readonly code: MediaErrorCode,
    readonly detail = '',
  ) {
    super(`${code} ${detail}`.trim());
  }
}

/** The asset was removed by a person while it was being worked on. */
export class AssetGone extends Error {
  override readonly name = 'AssetGone';
}
