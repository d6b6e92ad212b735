import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { findGuard } from '~/modules/media/run-ffmpeg.server';

const TAIL = 4_000;
/** More than this waiting for ffmpeg: it does not keep up. */
const MAX_WAITING = 8 * 1024 * 1024;
const END_LIMIT_MS = 5_000;

/** An ffmpeg that is fed through its standard input, and dies with this process. */
export class FfmpegProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private errors = '';
  /** Resolves when it has ended and all its output is read. */
  readonly ended: Promise<{ code: number | null; output: string }>;
  audioLevelDb: number | null = null;
  /** Media time up to which it has come, milliseconds. */
  positionMs = 0;

  constructor(program: string, args: readonly string[]) {
    const guard = findGuard();
    this.child = guard ? spawn(guard, ['--pdeathsig', 'KILL', '--', program, ...args]) : spawn(program, [...args]);
    this.child.stdin.on('error', () => {});
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-TAIL);
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const level = /RMS_level=(-?[\d.]+|-?inf)(?![\s\S]*RMS_level=[-\d])/.exec(text)?.[1];
      const position = /pts_time:([\d.]+)(?=\s)(?![\s\S]*pts_time:[\d.]+\s)/.exec(text)?.[1];
      if (position !== undefined) this.positionMs = Math.max(this.positionMs, Number(position) * 1000);
      if (level !== undefined) this.audioLevelDb = level.endsWith('inf') ? -120 : Math.max(-120, Number(level));
    });
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve({ code: null, output: error.message }));
      this.child.on('close', (code) => resolve({ code, output: this.errors }));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** False: wait for `onDrain` before sending more. */
  write(bytes: Buffer): boolean {
    if (!this.child.stdin.writable) return true;
    this.child.stdin.write(bytes);
    return this.child.stdin.writableLength <= MAX_WAITING;
  }

  onDrain(work: () => void): void {
    this.child.stdin.once('drain', work);
  }

  /** Lets it finish what it has; after five seconds, and as long as what waits for it may take, it is made to. */
  async end(waitingMs = 0): Promise<void> {
    this.child.stdin.end();
    const killer = setTimeout(() => this.child.kill('SIGKILL'), END_LIMIT_MS + waitingMs);
    await this.ended;
    clearTimeout(killer);
  }
}
