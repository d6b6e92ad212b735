import type { Env } from '~/platform/env';
import { MediaError } from './media-error';
import { isCutOff, judgeProbe, type Source } from './probe-verdict';
import { FfmpegError, runFfmpeg, SAFE_INPUT } from './run-ffmpeg.server';
import { LECTURE_MAX_SECONDS } from './schema';

export interface MeasuredSource extends Source {
  /** Seconds, found by reading every packet. */
  seconds: number;
}

const PROBE_LIMIT_MS = 60_000;
/** Reading 8 GB from a slow disk. */
const READ_LIMIT_MS = 20 * 60_000;

/**
 * Opens an uploaded file: what is in it, and whether it is all there.
 * @throws MediaError when the file is not a lecture
 */
export async function probeSource(
  file: string,
  env: Pick<Env, 'FFMPEG_PATH' | 'FFPROBE_PATH'>,
  signal: AbortSignal,
): Promise<MeasuredSource> {
  const source = judgeProbe(await describe(file, env, signal));
  const seconds = await readThrough(file, source, env, signal);
  if (isCutOff(source.duration, seconds)) throw new MediaError('TRUNCATED', `${seconds} of ${source.duration} s`);
  if (seconds > LECTURE_MAX_SECONDS) throw new MediaError('TOO_LONG', `${seconds} s`);
  if (seconds < 1) throw new MediaError('TRUNCATED', `${seconds} s of pictures`);
  return { ...source, seconds };
}

async function describe(file: string, env: Pick<Env, 'FFPROBE_PATH'>, signal: AbortSignal): Promise<unknown> {
  const args = ['-v', 'error', ...SAFE_INPUT, '-show_format', '-show_streams', '-of', 'json', '-i', `file:${file}`];
  try {
    const { stdout } = await runFfmpeg({ program: env.FFPROBE_PATH, args, signal, timeoutMs: PROBE_LIMIT_MS });
    return JSON.parse(stdout);
  } catch (error) {
    if (!(error instanceof FfmpegError)) throw error;
    throw new MediaError(
      /moov atom not found|partial file/i.test(error.output) ? 'TRUNCATED' : 'NOT_MEDIA',
      error.output,
    );
  }
}

/** Seconds until the last packet, without decoding. */
async function readThrough(
  file: string,
  source: Source,
  env: Pick<Env, 'FFMPEG_PATH'>,
  signal: AbortSignal,
): Promise<number> {
  let seconds = 0;
  const args = [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-progress', 'pipe:1'],
    ...[...SAFE_INPUT, '-i', `file:${file}`, '-map', '0:V:0'],
    ...(source.hasAudio ? ['-map', '0:a:0'] : []),
    ...['-c', 'copy', '-f', 'null', '-'],
  ];
  try {
    await runFfmpeg({
      program: env.FFMPEG_PATH,
      args,
      signal,
      timeoutMs: READ_LIMIT_MS,
      onSeconds: (value) => {
        seconds = value;
      },
    });
  } catch (error) {
    if (!(error instanceof FfmpegError)) throw error;
    throw new MediaError('ENCODE_FAILED', error.output);
  }
  return seconds;
}
