import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Services } from '~/platform/services';
import type { Rendition } from './asset-data';
import { contentKey, decryptSegment } from './content-key';
import { claimContentSecret } from './content-secret.server';
import { assetPrefix, workFolder } from './media-folders.server';
import { type ListedSegment, listedSegments, segmentAt } from './recorded-segments';
import { runFfmpeg, SAFE_INPUT } from './run-ffmpeg.server';
import { type Storyboard, sheetName } from './schema';
import { planStoryboard, storyboardTrack } from './storyboard';

const PICTURE_LIMIT_MS = 60_000;
const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'];

interface Args {
  assetId: number;
  publicPath: string;
  renditions: readonly Rendition[];
  /** Which cut of the recording this is. */
  version: string;
  signal: AbortSignal;
  /** Share from 0 to 1. */
  onShare: (share: number) => void;
}

type PictureServices = Pick<Services, 'env' | 'pool' | 'storage'>;

/**
 * Poster and storyboard of a recording whose source is nothing but its own encrypted segments: those that hold a picture of the
 * storyboard are fetched and opened one by one, at most a hundred of however many thousand. Files: poster.jpg, sprite_001.jpg,
 * storyboard.vtt. @returns null when it has no picture
 */
export async function makeRecordedPictures(services: PictureServices, args: Args): Promise<Storyboard | null> {
  const { storage, env } = services;
  const { publicPath, renditions, signal, onShare } = args;
  const pictures = renditions
    .filter(({ kind, resolution }) => kind === 'VIDEO' && resolution !== null)
    .sort((a, b) => (a.resolution?.height ?? 0) - (b.resolution?.height ?? 0));
  const [small, large] = [pictures[0], pictures.at(-1)];
  if (!small?.resolution || !large) return null;
  const prefix = assetPrefix(publicPath);
  const listed = async ({ name }: Rendition) =>
    listedSegments((await readWhole(services, `${prefix}/${name}.m3u8`)).toString());
  const segments = await listed(small);
  const seconds = segments.reduce((sum, { duration }) => sum + duration, 0);
  if (seconds === 0) return null;
  const plan = planStoryboard(seconds, small.resolution.width, small.resolution.height);
  const folder = path.join(workFolder(env), `pictures-${args.assetId}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const still = async (segment: ListedSegment | null, file: string, filter: string, quality: string) => {
    if (!segment) throw new Error('no segment at this second');
    const clear = path.join(folder, 'segment.mp4');
    await writeFile(clear, await openSegment(services, publicPath, segment));
    const input = [...SAFE_INPUT, '-i', `file:${clear}`, '-map', '0:V:0', '-an'];
    const output = ['-vf', filter, '-frames:v', '1', '-q:v', quality, '-update', '1', path.join(folder, file)];
    const timeoutMs = PICTURE_LIMIT_MS;
    await runFfmpeg({ program: env.FFMPEG_PATH, args: [...QUIET, ...input, ...output], signal, timeoutMs });
  };
  try {
    const posterAt = segmentAt(Math.min(30, seconds * 0.1), large === small ? segments : await listed(large));
    await still(posterAt, 'poster.jpg', "scale=w=-2:h='min(720,trunc(ih/2)*2)',setsar=1", '4');
    for (let i = 0; i < plan.count; i += 1) {
      const name = `tile_${String(i).padStart(3, '0')}.jpg`;
      await still(segmentAt(i * plan.every, segments), name, `scale=${plan.tileWidth}:${plan.tileHeight}`, '3');
      onShare((i + 1) / (plan.count + 1));
    }
    await runFfmpeg({
      program: env.FFMPEG_PATH,
      args: [
        ...[...QUIET, '-framerate', '1', '-i', path.join(folder, 'tile_%03d.jpg')],
        ...['-vf', `tile=${plan.columns}x${plan.rows}`, '-frames:v', '1', '-q:v', '6', '-update', '1'],
        path.join(folder, sheetName(1)),
      ],
      signal,
      timeoutMs: PICTURE_LIMIT_MS,
    });
    await writeFile(path.join(folder, 'storyboard.vtt'), storyboardTrack(plan, seconds));
    signal.throwIfAborted();
    for (const name of ['poster.jpg', sheetName(1), 'storyboard.vtt'])
      await storage.put(`${prefix}/${name}`, await readFile(path.join(folder, name)));
    return { ...plan, version: args.version };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Init and segment as one file that ffmpeg reads, in the clear. */
async function openSegment(services: PictureServices, publicPath: string, segment: ListedSegment): Promise<Buffer> {
  const prefix = assetPrefix(publicPath);
  const [init, sealed] = await Promise.all([
    readWhole(services, `${prefix}/${segment.init}`),
    readWhole(services, `${prefix}/${segment.uri}`),
  ]);
  if (segment.period === null) return Buffer.concat([init, sealed]);
  const secret = await claimContentSecret(publicPath, services.env.MEDIA_SECRET, services.pool);
  const key = contentKey(secret, publicPath, segment.period);
  return Buffer.concat([init, decryptSegment(sealed, key, segment.sequence)]);
}

async function readWhole({ storage }: Pick<Services, 'storage'>, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.read(key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
