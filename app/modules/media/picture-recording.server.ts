import type { Services } from '~/platform/services';
import { renditionsSchema } from './asset-data';
import { makeRecordedPictures } from './make-recorded-pictures.server';

/** First key of the advisory locks of recordings whose pictures are being made. */
const LOCK_CLASS = 0x7069;
const TELL_EVERY_MS = 500;
/** More than the sweep tries. */
const NO_PICTURE = 100;

/** Which cut of a broadcast a recording shows. */
export const cutVersion = ({ liveOffset, timelineSeconds }: { liveOffset: number; timelineSeconds: number }): string =>
  `${liveOffset}-${timelineSeconds}`;

type PictureServices = Pick<Services, 'env' | 'db' | 'pool' | 'storage' | 'logger'>;

/**
 * Makes poster and storyboard of a broadcast's recording, which plays without them meanwhile. One worker at a time; asked for again it
 * does nothing when they are there. Trimmed while they were made: what was made is thrown away, the trim has asked for its own.
 */
export async function pictureRecording(
  services: PictureServices,
  { assetId, signal }: { assetId: number; signal: AbortSignal },
): Promise<void> {
  const client = await services.pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
      LOCK_CLASS,
      assetId,
    ]);
    if (rows[0]?.held) await makeAndStore(services, assetId, signal);
  } finally {
    await client.query('select pg_advisory_unlock($1, $2)', [LOCK_CLASS, assetId]).catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}

async function makeAndStore(services: PictureServices, assetId: number, signal: AbortSignal): Promise<void> {
  const { db } = services;
  const recording = await db.recording.findFirst({ where: { assetId }, include: { asset: true } });
  if (recording?.asset.state !== 'READY' || recording.asset.storyboard !== null) return;
  const { publicPath } = recording.asset;
  const version = cutVersion(recording);
  let told = 0;
  let telling: Promise<unknown> = Promise.resolve();
  const tell = (share: number): void => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    const data = { picturesProgress: Math.floor(share * 100) };
    telling = db.mediaAsset.updateMany({ where: { id: assetId }, data }).catch(() => {});
  };
  tell(0);
  try {
    const renditions = renditionsSchema.parse(recording.asset.renditions);
    const made = await makeRecordedPictures(services, {
      assetId,
      publicPath,
      renditions,
      version,
      signal,
      onShare: tell,
    });
    await telling;
    await db.$transaction(async (tx) => {
      const now = await tx.recording.findFirst({ where: { assetId } });
      const current = now !== null && cutVersion(now) === version;
      // A recording without a picture has none to show: nobody asks again.
      const result = made ? { storyboard: { ...made } } : { picturesFailures: NO_PICTURE };
      await tx.mediaAsset.updateMany({
        where: { id: assetId },
        data: { picturesProgress: null, ...(current ? result : {}) },
      });
    });
  } catch (error) {
    await telling;
    // Stopped with the worker: no fault of the recording's, and taken up again.
    const failed = signal.aborted ? {} : { picturesFailures: { increment: 1 } };
    await db.mediaAsset.updateMany({ where: { id: assetId }, data: { picturesProgress: null, ...failed } });
    throw error;
  }
}
