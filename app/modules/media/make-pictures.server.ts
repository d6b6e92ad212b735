import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Env } from '~/platform/env';
import type { MeasuredSource } from './probe-source.server';
import { runFfmpeg, SAFE_INPUT } from './run-ffmpeg.server';
import { type Storyboard, sheetName } from './schema';
import { planStoryboard, storyboardTrack } from './storyboard';

const LIMIT_MS = 15 * 60_000;
const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'];

/**
 * Poster from the original, storyboard from the key frames of the smallest rendition (`clearPlaylist`, ours). Apart from the ladder
 * process, where picture outputs would hold up its progress. Files: poster.jpg, sprite_001.jpg, storyboard.vtt.
 */
export async function makePictures(
  args: { file: string; clearPlaylist: string; source: MeasuredSource; seconds: number; folder: string },
  env: Pick<Env, 'FFMPEG_PATH'>,
  signal: AbortSignal,
): Promise<Storyboard> {
  const plan = planStoryboard(args.seconds, args.source.width, args.source.height);
  const tiles = `fps=1/${plan.every}:round=up:start_time=0,scale=${plan.tileWidth}:${plan.tileHeight},tile=${plan.columns}x${plan.rows}`;
  await runFfmpeg({
    program: env.FFMPEG_PATH,
    args: [
      ...[...QUIET, '-protocol_whitelist', 'file', '-skip_frame', 'nokey', '-i', args.clearPlaylist],
      ...['-an', '-vf', tiles, '-frames:v', '1', '-q:v', '6', '-update', '1', path.join(args.folder, sheetName(1))],
    ],
    signal,
    timeoutMs: LIMIT_MS,
  });
  const at = Math.min(30, args.seconds * 0.1).toFixed(2);
  await runFfmpeg({
    program: env.FFMPEG_PATH,
    args: [
      ...[
        ...QUIET,
        ...SAFE_INPUT,
        '-skip_frame',
        'nokey',
        '-ss',
        at,
        '-i',
        `file:${args.file}`,
        '-map',
        '0:V:0',
        '-an',
      ],
      ...[
        '-vf',
        "thumbnail=n=10,scale=w=-2:h='min(720,trunc(ih/2)*2)',setsar=1",
        '-frames:v',
        '1',
        '-q:v',
        '4',
        '-update',
        '1',
      ],
      path.join(args.folder, 'poster.jpg'),
    ],
    signal,
    timeoutMs: LIMIT_MS,
  });
  const made = await readdir(args.folder);
  if (!made.includes('poster.jpg') || !made.includes(sheetName(1))) throw new Error('ffmpeg made no pictures');
  await writeFile(path.join(args.folder, 'storyboard.vtt'), storyboardTrack(plan, args.seconds));
  return plan;
}
