import { EnvError } from './env';

/** How long a process may take to stop before it is ended. */
const STOP_LIMIT_MS = 12_000;

/**
 * Runs one of the processes: start, wait for a signal (or for the parent to go away), stop within a bound.
 * `start` returns how to stop.
 */
export async function runProcess(start: () => Promise<() => Promise<void>>): Promise<void> {
  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  const end = async (code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    try {
      await stop?.();
      process.exit(code);
    } catch (error) {
      process.stderr.write(`stopping failed: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    }
  };
  process.on('SIGTERM', () => void end(0));
  process.on('SIGINT', () => void end(0));
  // Started by bin/start.mjs with an IPC channel: when the parent is gone, so are we.
  process.on('disconnect', () => void end(0));
  try {
    stop = await start();
    process.send?.({ ready: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const line =
      error instanceof EnvError || code === 'EADDRINUSE'
        ? (error as Error).message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${line}\n`);
    process.exit(1);
  }
}
