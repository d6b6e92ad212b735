import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import {
  claimFreeze,
  type FreezeClaim,
  finishFreeze,
  freezeProgress,
  releaseFreeze,
} from '~/modules/reports/claim-freeze.server';
import { SIGN_OF_LIFE_SECONDS } from '~/modules/reports/claim-report.server';
import { freezeNow, type OnFreezeProgress } from '~/modules/reports/freeze-figures.server';
import { getCampaignFrame } from '~/modules/reports/get-campaign-frame.server';
import { freezeFiguresJob } from '~/modules/reports/jobs';
import { verifySnapshot } from '~/modules/reports/verify-snapshot.server';
import { isAppError } from '~/platform/errors';
import type { JobRun } from './index';

class ClaimLost extends Error {}

export const freezeFiguresHandler = {
  job: freezeFiguresJob,
  /** Freezes in one transaction, reads what is stored again and compares the hash, then says that it is done. */
  async run({ freezeId }: z.output<typeof freezeFiguresJob.payload>, { services, signal }: JobRun): Promise<void> {
    const { db, clock, logger } = services;
    const claim: FreezeClaim = { freezeId, token: randomUUID() };
    const claimed = await claimFreeze(claim, db);
    if (!claimed) return;
    let lost = false;
    const alive = setInterval(() => {
      freezeProgress(claim, null, db).then(
        (held) => {
          lost ||= !held;
        },
        () => {},
      );
    }, SIGN_OF_LIFE_SECONDS * 1000);
    const onProgress: OnFreezeProgress = async (progress, stage) => {
      if (signal.aborted) throw new Error('the worker is stopping');
      // Outside the freeze's transaction, so that it can be seen, and so that it never waits for it.
      if (lost || !(await freezeProgress(claim, { progress, stage }, db))) throw new ClaimLost();
    };
    try {
      const result = await freezeNow(
        {
          campaign: await getCampaignFrame(claimed.campaignCode, db),
          unit: { id: claimed.unitId, path: claimed.unitPath },
          by: { accountId: claimed.requestedById, displayName: claimed.requestedByName },
          freezeId,
          requestId: claimed.requestId ?? undefined,
          address: claimed.address ?? undefined,
        },
        { db, clock },
        onProgress,
      );
      await onProgress(92, 'verify');
      const verified = await verifySnapshot(result.snapshotId, db);
      if (!verified) logger.error({ freezeId, snapshotId: result.snapshotId }, 'a snapshot does not have its hash');
      await finishFreeze(claim, { ...result, verified }, db);
    } catch (error) {
      if (error instanceof ClaimLost) {
        logger.info({ freezeId }, 'another worker took the freeze over');
        return;
      }
      await releaseFreeze(claim, isAppError(error) ? error.code : null, db);
      throw error;
    } finally {
      clearInterval(alive);
    }
  },
};
