import { runFfmpeg } from '~/modules/media/run-ffmpeg.server';
import type { Env } from '~/platform/env';

export interface EncoderState {
  /** As ffmpeg calls itself, null when it does not run. */
  version: string | null;
  /** What it lacks of what this system needs. */
  missing: string[];
}

const NEEDED = ['libx264', 'aac', 'hls'] as const;
const LIMIT_MS = 10_000;

/** Runs the configured ffmpeg once: is it there, and can it make what players need? Never throws. */
export async function checkEncoder(env: Pick<Env, 'FFMPEG_PATH'>): Promise<EncoderState> {
  const signal = new AbortController().signal;
  const ask = async (...args: string[]): Promise<string> =>
    (await runFfmpeg({ program: env.FFMPEG_PATH, args: ['-hide_banner', ...args], signal, timeoutMs: LIMIT_MS }))
      .stdout;
  try {
    const [version, encoders, muxers] = await Promise.all([ask('-version'), ask('-encoders'), ask('-muxers')]);
    const known = new Set(`${encoders}\n${muxers}`.split('\n').map((line) => line.trim().split(/\s+/)[1]));
    return {
      version: /^ffmpeg version (\S+)/.exec(version)?.[1] ?? 'unknown',
      missing: NEEDED.filter((name) => !known.has(name)),
    };
  } catch {
    return { version: null, missing: ['ffmpeg'] };
  }
}
