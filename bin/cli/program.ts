import { Command, CommanderError } from 'commander';
import { EnvError } from '~/platform/env';
import { errorText, isAppError } from '~/platform/errors';
import { registerAudit } from './audit';
import { registerBackup } from './backup';
import { registerBank } from './bank';
import { registerCampaign } from './campaign';
import { type CliContext, createContext, type RegisterCommands } from './context';
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

/** All commands, not yet parsed. Close the context when they have run. */
export function createProgram(): { program: Command; context: CliContext & { close(): Promise<void> } } {
  const program = new Command('npm run cli --')
    .description('Administration of Điểm Cầu without a browser.')
    .option('--json', 'one JSON document on standard output, for scripts')
    // Wrong usage is worded below, in Vietnamese; commander's own line and the help of a forgotten command stay away.
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
  const context = createContext(program);
  for (const register of modules) register(program, context);
  for (const command of program.commands) inheritExit(command, program);
  return { program, context };
}

function inheritExit(command: Command, program: Command): void {
  command.exitOverride().copyInheritedSettings(program);
  for (const child of command.commands) inheritExit(child, program);
}

/** What is said of a failure, and the exit code: 1 refused or failed, 2 asked in a way that cannot be understood. */
export function describeFailure(error: unknown): { code: string; message: string; exit: 1 | 2 } {
  if (error instanceof CommanderError) return { code: 'USAGE', message: usageText(error), exit: 2 };
  if (isAppError(error)) return { code: error.code, message: errorText(error), exit: error.kind === 'invalid' ? 2 : 1 };
  if (error instanceof EnvError) return { code: 'ENVIRONMENT', message: error.message, exit: 2 };
  const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
  const message = `Lỗi ngoài dự kiến: ${reason}. Chạy lại với LOG_LEVEL=debug để xem chi tiết.`;
  return { code: 'UNEXPECTED', message, exit: 1 };
}
