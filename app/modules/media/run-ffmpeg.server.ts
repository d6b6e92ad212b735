import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * For files of unknown origin: local files only, real containers only. Playlists (HLS, concat, DASH) could make ffmpeg read other
 * files or addresses.
 */
export const SAFE_INPUT = [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,mp3,aac,wav,ogg,flac',
] as const;

export class FfmpegError extends Error {
  override readonly name = 'FfmpegError';
  constructor(
    /** Exit code; null when a signal or the time limit ended it. */
    readonly code: number | null,
    readonly output: string,
  ) {
    super(`ffmpeg ended with ${code ?? 'a signal'}: ${output.slice(-600)}`);
  }
}

export interface FfmpegRun {
  program: string;
  args: readonly string[];
  signal: AbortSignal;
  timeoutMs: number;
  /** Seconds of output so far; `-progress pipe:1` must be among the arguments. */
  onSeconds?: (seconds: number) => void;
}

const TAIL = 16_000;
let guard: string | null | undefined;

/** util-linux's setpriv, where there is one: lets the kernel end ffmpeg when the worker dies, however it dies. */
export function findGuard(): string | null {
  guard ??=
    process.platform === 'linux'
      ? ((process.env.PATH ?? '')
          .split(path.delimiter)
          .map((folder) => path.join(folder, 'setpriv'))
          .find((file) => existsSync(file)) ?? null)
      : null;
  return guard;
}

/**
 * Runs ffmpeg or ffprobe at low priority, ended by the signal, the time limit or the death of this process.
 * @returns standard output and the end of standard error.
 * @throws FfmpegError, or the signal's reason when it was aborted.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<{ stdout: string; stderr: string }> {
  run.signal.throwIfAborted();
  const wrapper = findGuard();
  const child = wrapper
    ? spawn(wrapper, ['--pdeathsig', 'KILL', '--', run.program, ...run.args], { stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn(run.program, [...run.args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill('SIGKILL');
  run.signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(stop, run.timeoutMs);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (!run.onSeconds) {
      stdout += chunk;
      return;
    }
    stdout = (stdout + chunk).slice(-TAIL);
    const micros = Number(/out_time_us=(-?\d+)(?![\s\S]*out_time_us=\d)/.exec(stdout)?.[1] ?? Number.NaN);
    if (micros > 0) run.onSeconds(micros / 1e6);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-TAIL);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve(status));
      if (child.pid !== undefined) lowerPriority(child.pid);
    });
    run.signal.throwIfAborted();
    if (code !== 0) throw new FfmpegError(code, stderr);
    return { stdout, stderr };
  } finally {
    clearTimeout(timer);
    run.signal.removeEventListener('abort', stop);
  }
}

/** Pages and beats come before encoding. */
function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, 10);
  } catch {
    // The process has ended already, or the system does not allow it: it runs at our own priority.
  }
}
