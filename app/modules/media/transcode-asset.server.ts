import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Services } from '~/platform/services';
import { removeUploadFiles } from './accept-upload.server';
import { claimAsset } from './claim-asset.server';
import { claimContentSecret } from './content-secret.server';
import { ladderArguments } from './ladder-arguments';
import { planRungs } from './ladder-plan';
import { makePictures } from './make-pictures.server';
import { measureLoudness } from './measure-loudness.server';
import { AssetGone, MediaError } from './media-error';
import { assetPrefix, assetWorkFolder, uploadFile } from './media-folders.server';
import { packAsset } from './pack-asset.server';
import { probeSource } from './probe-source.server';
import { type PublishedRecording, publishAsset } from './publish-asset.server';
import { refuseAsset } from './refuse-asset.server';
import { type ProgressReporter, reportProgress } from './report-progress.server';
import { FfmpegError, runFfmpeg, SAFE_INPUT } from './run-ffmpeg.server';

const MINUTE = 60_000;
/** Share of the whole, in per cent, at which each part ends. */
const PROBED = 2;
const MEASURED = 10;
const ENCODED = 92;
const PACKED = 98;

export interface TranscodeArgs {
  assetId: number;
  signal: AbortSignal;
  /** x264's; slower ones make smaller files. */
  preset?: string;
}

/**
 * Makes of an uploaded file what the player needs: ladder, sound, keys, playlists, pictures; then publishes it as its session's
 * recording. Idempotent: one worker at a time holds an asset, everything is built in a folder of its own that a new try begins by
 * removing, and readers see nothing until the row says READY. A file that cannot be a lecture ends FAILED with a reason for its
 * uploader and leaves no bytes behind; any other failure is thrown, to be tried again.
 * @returns what became its session's recording, null when nothing did
 */
export async function transcodeAsset(services: Services, args: TranscodeArgs): Promise<PublishedRecording | null> {
  const { env, db, storage, logger } = services;
  const claim = await claimAsset(args.assetId, services);
  if (!claim) return null;
  const { asset } = claim;
  const folder = assetWorkFolder(env, asset.id);
  const cancel = new AbortController();
  const signal = AbortSignal.any([args.signal, cancel.signal]);
  const progress = reportProgress(asset.id, db, () => cancel.abort(new AssetGone()));
  try {
    await rm(folder, { recursive: true, force: true });
    return await build(services, { ...args, signal }, asset, folder, progress);
  } catch (error) {
    if (error instanceof AssetGone) {
      await storage.remove(assetPrefix(asset.publicPath));
      if (asset.uploadId) await removeUploadFiles(env, asset.uploadId);
      logger.info({ assetId: asset.id }, 'transcode cancelled');
    } else if (error instanceof MediaError) {
      logger.warn({ assetId: asset.id, code: error.code, detail: error.detail.slice(-800) }, 'lecture file refused');
      await refuseAsset(services, asset, error);
    } else throw error;
    return null;
  } finally {
    await progress.settle();
    await rm(folder, { recursive: true, force: true });
    await claim.release();
  }
}

type Asset = NonNullable<Awaited<ReturnType<typeof claimAsset>>>['asset'];

async function build(
  services: Services,
  { signal, preset = 'faster' }: TranscodeArgs,
  asset: Asset,
  folder: string,
  progress: ProgressReporter,
): Promise<PublishedRecording | null> {
  const { env, storage, logger } = services;
  const file = asset.uploadId ? uploadFile(env, asset.uploadId) : null;
  if (!file || !(await stat(file).catch(() => null))) throw new MediaError('SOURCE_LOST');
  const clearFolder = path.join(folder, 'clear');
  const finished = path.join(folder, 'finished');
  await mkdir(clearFolder, { recursive: true });
  await mkdir(finished, { recursive: true });

  await progress.enter('PROBING', 0);
  const source = await probeSource(file, env, signal);
  await progress.enter('TRANSCODING', PROBED);
  const share = (from: number, to: number) => (seconds: number) =>
    progress.at(from + (to - from) * Math.min(1, seconds / source.seconds));
  const loudness = source.hasAudio
    ? await measureLoudness(
        { file, timeoutMs: 5 * MINUTE + source.seconds * 2000, onSeconds: share(PROBED, MEASURED) },
        env,
        signal,
      )
    : null;
  const rungs = planRungs(source.height);
  try {
    const input = [...SAFE_INPUT, '-i', `file:${file}`];
    await runFfmpeg({
      program: env.FFMPEG_PATH,
      args: ladderArguments({ input, source, rungs, loudness, folder: clearFolder, preset }),
      signal,
      timeoutMs: 15 * MINUTE + source.seconds * 12_000,
      onSeconds: share(MEASURED, ENCODED),
    });
  } catch (error) {
    // An exit code is ffmpeg's own word about the file; a signal (out of memory, shutdown) is not.
    if (error instanceof FfmpegError && error.code !== null && !isEnvironmental(error.output)) {
      throw new MediaError('ENCODE_FAILED', error.output);
    }
    throw error;
  }

  await progress.enter('PACKING', ENCODED);
  const { publicPath } = asset;
  const mediaSecret = await claimContentSecret(publicPath, env.MEDIA_SECRET, services.pool);
  const packed = await packAsset({
    ...{ publicPath, mediaSecret, rungs, source, clearFolder, folder: finished, signal },
    onShare: (part) => progress.at(ENCODED + (PACKED - ENCODED) * part),
  });
  const clearPlaylist = path.join(clearFolder, `${rungs.at(-1)?.name}.m3u8`);
  const pictures = { file, clearPlaylist, source, seconds: packed.seconds, folder: finished };
  const storyboard = await makePictures(pictures, env, signal).catch((error) => {
    // A lecture without small pictures is still a lecture.
    if (signal.aborted) throw error;
    logger.warn({ err: error, assetId: asset.id }, 'no pictures made');
    return null;
  });
  signal.throwIfAborted();
  await progress.enter('PACKING', PACKED);
  await storage.putFolder(assetPrefix(publicPath), finished);
  const published = await publishAsset(services, { assetId: asset.id, packed, storyboard, source });
  if (asset.uploadId) await removeUploadFiles(env, asset.uploadId);
  return published;
}

/** The machine, not the file, is the trouble: worth another try. */
function isEnvironmental(output: string): boolean {
  return /No space left on device|Cannot allocate memory|Resource temporarily unavailable|Input\/output error/i.test(
    output,
  );
}
