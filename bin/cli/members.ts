import type { RegisterCommands } from './context';
import { type ImportOptions, importFile } from './imports';

export const registerMembers: RegisterCommands = (program, context) => {
  const members = program.command('members').description('party members');
  members
    .command('import')
    .argument('<file>', 'a list of members as .xlsx or .csv, as people keep it')
    .description('add and update members; importing a file again changes nothing')
    .option('--dry-run', 'do everything, keep nothing')
    .option('--unit <code>', 'the cell of rows that name none')
    .option('--strict', 'write nothing when a row is refused')
    .action((file: string, options: ImportOptions) => importFile('MEMBERS', file, options, context));
};
