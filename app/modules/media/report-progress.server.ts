import type { PrismaClient } from '~/platform/db';
import type { AssetState } from '~/platform/generated/prisma/enums';

export interface ProgressReporter {
  /** Enters a state; waits until it is written. */
  enter(state: AssetState, percent: number): Promise<void>;
  /** Notes a share within the state; written at most once a second. */
  at(percent: number): void;
  /** Waits for the write under way. */
  settle(): Promise<void>;
}

const EVERY_MS = 1000;

/** Keeps the asset's row up to date, so that any page shows the progress after a reload. `onGone`: someone removed the asset. */
export function reportProgress(assetId: number, db: PrismaClient, onGone: () => void): ProgressReporter {
  let last = 0;
  let percent = -1;
  let writing: Promise<void> = Promise.resolve();
  const write = (data: { progress: number; state?: AssetState }): Promise<void> => {
    writing = db.mediaAsset
      .updateMany({ where: { id: assetId, state: { notIn: ['READY', 'FAILED'] } }, data })
      .then(({ count }) => {
        if (count === 0) onGone();
      });
    return writing;
  };
  return {
    enter(state, at) {
      percent = Math.floor(at);
      last = Date.now();
      return write({ state, progress: percent });
    },
    at(value) {
      const whole = Math.min(99, Math.floor(value));
      if (whole <= percent || Date.now() - last < EVERY_MS) return;
      percent = whole;
      last = Date.now();
      // A missed tick is made good by the next.
      write({ progress: whole }).catch(() => {});
    },
    settle: () => writing.catch(() => {}),
  };
}
