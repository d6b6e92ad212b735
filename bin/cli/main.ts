import { randomUUID } from 'node:crypto';
import { Command, CommanderError } from 'commander';
import { EnvError } from '~/platform/env';
import { errorText, isAppError } from '~/platform/errors';
import { withOrigin } from '~/platform/origin';
import { registerAudit } from './audit';
import { registerBackup } from './backup';
import { registerBank } from './bank';
import { registerCampaign } from './campaign';
import { createContext, type RegisterCommands } from './context';
import { registerDemo } from './demo';
import { registerDoctor } from './doctor';
import { registerKeys } from './keys';
import { registerMembers } from './members';
import { registerReport } from './report';
import { registerUnits } from './units';
import { usageText } from './usage-error';
import { registerUser } from './user';

// Each module adds its line here.
const modules: RegisterCommands[] = [
  registerDoctor,
  registerUser,
  registerBank,
  registerCampaign,
  registerDemo,
  registerUnits,
  registerMembers,
  registerReport,
  registerAudit,
  registerBackup,
  registerKeys,
];

/** Exit codes: 0 done, 1 refused or failed, 2 asked in a way that cannot be understood. */
const program = new Command('npm run cli --')
  .description('Administration of Điểm Cầu without a browser.')
  .option('--json', 'one JSON document on standard output, for scripts')
  // Wrong usage is worded below, in Vietnamese; commander's own line and the help of a forgotten command stay away.
  .configureOutput({ writeErr: () => {} })
  .exitOverride();
const context = createContext(program);
for (const register of modules) register(program, context);
for (const command of program.commands) inheritExit(command);

try {
  await withOrigin({ requestId: `cli:${randomUUID()}`, address: 'cli' }, () => program.parseAsync());
} catch (error) {
  process.exitCode = report(error);
} finally {
  await context.close();
}

function inheritExit(command: Command): void {
  command.exitOverride().copyInheritedSettings(program);
  for (const child of command.commands) inheritExit(child);
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const { code, message, exit } = describe(error);
  if (program.opts<{ json?: boolean }>().json) {
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  } else {
    process.stderr.write(`${message}\n`);
    if (code === 'UNEXPECTED' && process.env.LOG_LEVEL === 'debug') console.error(error);
  }
  return exit;
}

function describe(error: unknown): { code: string; message: string; exit: 1 | 2 } {
  if (error instanceof CommanderError) return { code: 'USAGE', message: usageText(error), exit: 2 };
  if (isAppError(error)) return { code: error.code, message: errorText(error), exit: error.kind === 'invalid' ? 2 : 1 };
  if (error instanceof EnvError) return { code: 'ENVIRONMENT', message: error.message, exit: 2 };
  const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
  const message = `Lỗi ngoài dự kiến: ${reason}. Chạy lại với LOG_LEVEL=debug để xem chi tiết.`;
  return { code: 'UNEXPECTED', message, exit: 1 };
}
