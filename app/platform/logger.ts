import { type Logger, pino } from 'pino';
import type { Env } from './env';

export type { Logger };

/**
 * Structured JSON lines on standard output. Nothing personal goes into a line: ids, never names, addresses or tokens. Of an error only what
 * kind it is, its code, its message and where it came from; what Postgres and Prisma say of values is taken out of the message.
 */
export function createLogger(
  env: Pick<Env, 'LOG_LEVEL'>,
  processName: string,
  destination?: { write(line: string): void },
): Logger {
  const options = {
    level: env.LOG_LEVEL,
    base: { process: processName, pid: process.pid },
    redact: {
      paths: [
        ...[
          'req.headers.cookie',
          'req.headers.authorization',
          '*.password',
          '*.token',
          '*.ticket',
          '*.cookie',
          '*.mark',
        ],
        ...['*.fullName', '*.displayName', '*.username', '*.cardNumber', '*.email', '*.phone', '*.secret'],
      ],
      censor: '[removed]',
    },
    serializers: { err: describeError, error: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error without the values that it speaks of. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: withoutValues(String(error)) };
  const { code, status } = error as { code?: unknown; status?: unknown };
  const message = withoutValues(error.message);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    stack: [`${error.name}: ${message}`, ...frames.slice(0, 20)].join('\n'),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

/** Postgres says `Key (card_number)=(…)` and `invalid input …: "…"`; Prisma prints the whole query between the first and last line. */
function withoutValues(message: string): string {
  const lines = message.trim().split('\n');
  const short = /Invalid .*invocation/.test(message) && lines.length > 2 ? `${lines[0]} ${lines.at(-1)}` : message;
  return short
    .replaceAll(/\)=\((?:[^()]|\([^()]*\))*\)/g, ')=(…)')
    .replaceAll(/: "(?:[^"\\]|\\.)*"/g, ': "…"')
    .replaceAll(/Failing row contains \([\s\S]*?\)\.?/g, 'Failing row contains (…).')
    .replaceAll(/(?:m1|m2|p1)\.[\w.-]{20,}/g, '[removed]')
    .slice(0, 1_000);
}
