import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Services } from '~/platform/services';
import { acceptUpload, removeUploadFiles } from './accept-upload.server';
import { transcodeJob } from './jobs';
import { MediaError } from './media-error';
import { assetPrefix, uploadFolder, workFolder } from './media-folders.server';
import { refuseAsset } from './refuse-asset.server';
import { UPLOAD_EXPIRY_HOURS } from './schema';

const HOUR = 3_600_000;
const STUCK_MS = 2 * 60_000;
/** A file that has stopped every worker for so long is refused instead of being tried for ever. */
const GIVE_UP_MS = 48 * HOUR;
const KEEP_REPLACED_MS = 24 * HOUR;

/** Assets whose worker died or whose job was lost are queued again; the claim makes a job too many harmless. */
export async function requeueStuckAssets(services: Services): Promise<void> {
  const { db, queues, clock, logger } = services;
  const now = clock.now().getTime();
  const waiting = { in: ['QUEUED', 'PROBING', 'TRANSCODING', 'PACKING'] as const };
  const hopeless = await db.mediaAsset.findMany({
    where: { state: { in: [...waiting.in] }, createdAt: { lt: new Date(now - GIVE_UP_MS) } },
  });
  for (const asset of hopeless) {
    logger.error({ assetId: asset.id }, 'asset given up');
    await refuseAsset(services, asset, new MediaError('ENCODE_FAILED', 'gave up'));
  }
  const stuck = await db.mediaAsset.findMany({
    where: { state: { in: [...waiting.in] }, updatedAt: { lt: new Date(now - STUCK_MS) } },
    select: { id: true },
  });
  if (stuck.length === 0) return;
  const jobs = await queues.get(transcodeJob.queue).getJobs(['waiting', 'active', 'delayed', 'prioritized']);
  const asked = new Set(jobs.map((job) => (job?.data as { assetId?: number } | undefined)?.assetId));
  for (const { id } of stuck) {
    if (asked.has(id)) continue;
    logger.warn({ assetId: id }, 'stuck asset queued again');
    await queues.enqueue(transcodeJob, { assetId: id });
  }
}

/** Complete uploads whose end nobody announced are accepted; abandoned ones and files without a row are removed. */
export async function tidyUploads(services: Services): Promise<void> {
  const { db, env, clock, logger } = services;
  const oldest = clock.now().getTime() - UPLOAD_EXPIRY_HOURS * HOUR;
  const names = (await readdir(uploadFolder(env)).catch(() => [])).filter((name) => !name.startsWith('.'));
  const seen = new Set<string>();
  for (const id of new Set(names.map((name) => name.replace(/\.json$/, '')))) {
    const upload = await db.upload.findUnique({ where: { id } });
    if (upload?.state === 'RECEIVED') continue;
    const touched = await stat(path.join(uploadFolder(env), id)).then(
      (file) => file.mtimeMs,
      () => 0,
    );
    if (upload?.state === 'RECEIVING') {
      seen.add(id);
      const outcome = await acceptUpload(services, { uploadId: id });
      if (outcome.state !== 'INCOMPLETE' || touched > oldest) continue;
      logger.info({ uploadId: id }, 'abandoned upload removed');
      await db.upload.deleteMany({ where: { id, state: 'RECEIVING' } });
    } else if (touched > clock.now().getTime() - HOUR) continue;
    await removeUploadFiles(env, id);
  }
  const rows = await db.upload.findMany({
    where: { state: 'RECEIVING', createdAt: { lt: new Date(oldest) } },
    select: { id: true },
  });
  const gone = rows.map((row) => row.id).filter((id) => !seen.has(id));
  if (gone.length > 0) await db.upload.deleteMany({ where: { id: { in: gone }, state: 'RECEIVING' } });
}

/** Replaced recordings go a day after they were replaced; work folders without an asset at work go at once. */
export async function removeReplacedAssets({ db, env, storage, clock, logger }: Services): Promise<void> {
  const before = new Date(clock.now().getTime() - KEEP_REPLACED_MS);
  const replaced = await db.mediaAsset.findMany({
    where: { state: 'READY', recordings: { none: {} }, updatedAt: { lt: before } },
    select: { id: true, publicPath: true },
  });
  for (const asset of replaced) {
    // Files first: when this is cut short, the row is still there to try again.
    await storage.remove(assetPrefix(asset.publicPath));
    await db.mediaAsset.deleteMany({ where: { id: asset.id, recordings: { none: {} } } });
    logger.info({ assetId: asset.id }, 'replaced asset removed');
  }
  for (const name of await readdir(workFolder(env)).catch(() => [])) {
    const asset = /^\d+$/.test(name) ? await db.mediaAsset.findUnique({ where: { id: Number(name) } }) : null;
    if (!asset || asset.state === 'READY' || asset.state === 'FAILED') {
      const folder = path.join(workFolder(env), name);
      const age =
        clock.now().getTime() -
        (await stat(folder).then(
          (found) => found.mtimeMs,
          () => 0,
        ));
      // A worker that has just finished removes its own.
      if (age > HOUR) await rm(folder, { recursive: true, force: true });
    }
  }
}
