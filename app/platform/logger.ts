import { type Logger, pino } from 'pino';
import type { Env } from './env';

export type { Logger };

/** Structured JSON lines on standard output. Nothing personal goes into a line: ids, never names, addresses or tokens. */
export function createLogger(env: Pick<Env, 'LOG_LEVEL'>, processName: string): Logger {
  return pino({
    level: env.LOG_LEVEL,
    base: { process: processName, pid: process.pid },
    redact: {
      paths: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token', '*.ticket'],
      censor: '[removed]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
