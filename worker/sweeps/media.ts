import { removeReplacedAssets, requeueStuckAssets, tidyUploads } from '~/modules/media/tidy-media.server';
import type { Sweep } from './index';

export const MEDIA_SWEEPS: readonly Sweep[] = [
  { name: 'media.stuck-assets', everySeconds: 30, run: requeueStuckAssets },
  { name: 'media.uploads', everySeconds: 60, run: tidyUploads },
  { name: 'media.replaced-assets', everySeconds: 3600, run: removeReplacedAssets },
];
