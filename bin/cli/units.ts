import type { RegisterCommands } from './context';
import { type ImportOptions, importFile } from './imports';

export const registerUnits: RegisterCommands = (program, context) => {
  const units = program.command('units').description('the tree of party organisations');
  units
    .command('import')
    .argument('<file>', 'units as .csv or .xlsx: code, parent, kind, name, time zone, country')
    .description('add and change units; units the file does not list stay')
    .option('--dry-run', 'do everything, keep nothing')
    .option('--strict', 'write nothing when a row is refused')
    .action((file: string, options: ImportOptions) => importFile('UNITS', file, options, context));
};
