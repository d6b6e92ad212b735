import { readFileSync, statSync } from 'node:fs';
import { giftMessage } from '~/modules/quizzes/gift-errors';
import { type BankImportReport, importBank } from '~/modules/quizzes/import-bank.server';
import { MAX_GIFT_BYTES } from '~/modules/quizzes/parse-gift';
import { bankImportForm } from '~/modules/quizzes/schema';
import { AppError } from '~/platform/errors';
import type { RegisterCommands } from './context';

/** `bank import`: a question bank from a GIFT file. Exit code 1 when a question could not be read. */
export const registerBank: RegisterCommands = (program, context) => {
  const bank = program.command('bank').description('question banks');

  bank
    .command('import <file>')
    .description('bring a bank to what a GIFT file says; the same file again changes nothing')
    .requiredOption('--code <code>', 'code of the bank; made when there is none')
    .requiredOption('--unit <code>', 'unit that keeps a new bank')
    .option('--title <title>', 'title of the bank', '')
    .option('--dry-run', 'report only, change nothing', false)
    .action(async (file: string, options: { code: string; unit: string; title: string; dryRun: boolean }) => {
      const path = context.file(file);
      // Read at most one byte more than allowed: the importer says that the file is too large.
      const bytes = statSync(path).size > MAX_GIFT_BYTES ? new Uint8Array(MAX_GIFT_BYTES + 1) : readFileSync(path);
      const parsed = bankImportForm.safeParse({ ...options, unitCode: options.unit });
      if (!parsed.success) throw new AppError('invalid', 'BANK', parsed.error.issues[0]?.message ?? '');
      const report = await importBank({ ...parsed.data, bytes, actor: context.actor }, context.services().db);
      context.print(
        { ...report, problems: report.problems.map((each) => ({ ...each, message: giftMessage(each) })) },
        text(report),
      );
      if (report.problems.length > 0) process.exitCode = 1;
    });
};

function text(report: BankImportReport): string {
  const { added, changed, restored, retired, unchanged, dryRun, bankCode } = report;
  const counts = `${added.length} câu mới, ${changed.length} phiên bản mới, ${restored.length} dùng lại, ${retired.length} ngừng dùng, ${unchanged} không đổi`;
  return [
    ...report.problems.map(
      (problem) =>
        `Dòng ${problem.line}${problem.question ? `, câu ${problem.question}` : ''}: ${giftMessage(problem)}`,
    ),
    `${dryRun ? 'Kiểm tra' : 'Ngân hàng'} ${bankCode}: ${counts}.`,
  ].join('\n');
}
