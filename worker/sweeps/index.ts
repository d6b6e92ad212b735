import type { Services } from '~/platform/services';
import { expiredAttempts } from './expired-attempts';
import { MEDIA_SWEEPS } from './media';
import { uncountedCoverage } from './uncounted-coverage';

/** A scheduled reconciler: finds what got stuck and puts it right. Must be safe to run twice at once. */
export interface Sweep {
  name: string;
  everySeconds: number;
  run(services: Services): Promise<void>;
}

export const SWEEPS: readonly Sweep[] = [uncountedCoverage, expiredAttempts, ...MEDIA_SWEEPS];
