import { randomUUID } from 'node:crypto';
import { CommanderError } from 'commander';
import { withOrigin } from '~/platform/origin';
import { createProgram, describeFailure } from './program';

/** Exit codes: 0 done, 1 refused or failed, 2 asked in a way that cannot be understood. */
const { program, context } = createProgram();
try {
  await withOrigin({ requestId: `cli:${randomUUID()}`, address: 'cli' }, () => program.parseAsync());
} catch (error) {
  process.exitCode = report(error);
} finally {
  await context.close();
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const { code, message, exit } = describeFailure(error);
  if (program.opts<{ json?: boolean }>().json) {
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  } else {
    process.stderr.write(`${message}\n`);
    if (code === 'UNEXPECTED' && process.env.LOG_LEVEL === 'debug') console.error(error);
  }
  return exit;
}
