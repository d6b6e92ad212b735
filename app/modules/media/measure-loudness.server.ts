import { z } from 'zod';
import type { Env } from '~/platform/env';
import { MediaError } from './media-error';
import { FfmpegError, runFfmpeg, SAFE_INPUT } from './run-ffmpeg.server';

/** EBU R 128 on the web: −16 LUFS, true peak −1.5 dB, range 11 LU. */
const TARGET = 'I=-16:TP=-1.5:LRA=11';

const measured = z.object({
  input_i: z.coerce.number(),
  input_tp: z.coerce.number(),
  input_lra: z.coerce.number(),
  input_thresh: z.coerce.number(),
  target_offset: z.coerce.number(),
});

/**
 * First pass: how loud the lecture is. Returns the filter of the second pass, or null for a silent track.
 * @throws MediaError ENCODE_FAILED when the sound cannot be decoded
 */
export async function measureLoudness(
  args: { file: string; timeoutMs: number; onSeconds: (seconds: number) => void },
  env: Pick<Env, 'FFMPEG_PATH'>,
  signal: AbortSignal,
): Promise<string | null> {
  let output: string;
  try {
    const { stderr } = await runFfmpeg({
      program: env.FFMPEG_PATH,
      args: [
        ...['-hide_banner', '-nostdin', '-progress', 'pipe:1', '-nostats', ...SAFE_INPUT, '-i', `file:${args.file}`],
        ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-af', `loudnorm=${TARGET}:print_format=json`, '-f', 'null', '-'],
      ],
      signal,
      timeoutMs: args.timeoutMs,
      onSeconds: args.onSeconds,
    });
    output = stderr;
  } catch (error) {
    if (error instanceof FfmpegError) throw new MediaError('ENCODE_FAILED', error.output);
    throw error;
  }
  const result = measured.safeParse(readJson(output));
  // Silence measures as minus infinity: nothing to raise.
  if (!result.success || Object.values(result.data).some((value) => !Number.isFinite(value))) return null;
  const m = result.data;
  return `loudnorm=${TARGET}:measured_I=${m.input_i}:measured_TP=${m.input_tp}:measured_LRA=${m.input_lra}:measured_thresh=${m.input_thresh}:offset=${m.target_offset}:linear=true`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.lastIndexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return null;
  }
}
