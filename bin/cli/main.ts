import { Command, CommanderError } from 'commander';
import { EnvError } from '~/platform/env';
import { errorText, isAppError } from '~/platform/errors';
import { registerBank } from './bank';
import { registerCampaign } from './campaign';
import { createContext, type RegisterCommands } from './context';
import { registerDemo } from './demo';
import { registerDoctor } from './doctor';
import { registerMembers } from './members';
import { registerReport } from './report';
import { registerUnits } from './units';
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
];

/** Exit codes: 0 done, 1 refused or failed, 2 asked in a way that cannot be understood. */
const program = new Command('npm run cli --')
  .description('Administration of Điểm Cầu without a browser.')
  .option('--json', 'one JSON document on standard output, for scripts')
  .exitOverride();
const context = createContext(program);
for (const register of modules) register(program, context);
for (const command of program.commands) inheritExit(command);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
} finally {
  await context.close();
}

function inheritExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inheritExit(child);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = isAppError(error) || error instanceof EnvError;
  const message = isAppError(error)
    ? errorText(error)
    : error instanceof EnvError
      ? error.message
      : String((error as Error)?.stack ?? error);
  if (program.opts<{ json?: boolean }>().json) {
    process.stdout.write(
      `${JSON.stringify({ error: { code: isAppError(error) ? error.code : 'UNEXPECTED', message: known ? message : String(error) } })}\n`,
    );
  } else {
    process.stderr.write(`${message}\n`);
  }
  return 1;
}
