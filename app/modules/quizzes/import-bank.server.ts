import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction, type Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { GiftProblem } from './gift-errors';
import { type ParsedQuestion, parseGiftBytes } from './parse-gift';

export interface ImportBankArgs {
  bytes: Uint8Array;
  code: string;
  /** Empty: keep the bank's title, or the code for a new one. */
  title: string;
  unitCode: string;
  /** Report only, change nothing. */
  dryRun: boolean;
  /** The organiser, or a named part of the system (the command line). */
  actor: Viewer | { system: string };
}

/** What the file did (or, in a dry run, would do) to the bank: codes of questions by outcome. */
export interface BankImportReport {
  bankCode: string;
  newBank: boolean;
  dryRun: boolean;
  total: number;
  added: string[];
  changed: string[];
  restored: string[];
  retired: string[];
  unchanged: number;
  /** Questions missing from the file were kept, because a broken question without a code might be one of them. */
  retirementSkipped: boolean;
  problems: GiftProblem[];
}

type Known = { id: number; code: string; version: number; fingerprint: string; retired: boolean };

/** The same question gives the same text, whatever order the database returns the fields in. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const fingerprint = (
  question: Pick<ParsedQuestion, 'category' | 'kind' | 'stem'> & { content: unknown; key: unknown },
) => canonical([question.category, question.kind, question.stem, question.content, question.key]);

async function lockBank(args: ImportBankArgs, tx: Prisma.TransactionClient) {
  const [unit] = await tx.$queryRaw<{ id: number; path: string }[]>`
    select id, path::text as path from unit where code = ${args.unitCode}`;
  if (!unit || ('accountId' in args.actor && !can(args.actor, 'bank.manage', unit.path))) {
    throw new AppError('invalid', 'UNIT_UNKNOWN', 'Không có tổ chức mang mã {{code}} trong phạm vi của đồng chí.', {
      code: args.unitCode,
    });
  }
  const inserted = await tx.$queryRaw<{ id: number }[]>`
    insert into question_bank (code, title, unit_id) values (${args.code}, ${args.title || args.code}, ${unit.id})
    on conflict (code) do nothing returning id`;
  // The row lock makes two imports of the same bank follow each other.
  const [bank] = await tx.$queryRaw<{ id: number; title: string; path: string; unit_id: number }[]>`
    select b.id, b.title, u.path::text as path, b.unit_id from question_bank b join unit u on u.id = b.unit_id
     where b.code = ${args.code} for update of b`;
  if (!bank) throw notFound();
  if ('accountId' in args.actor && !can(args.actor, 'bank.manage', bank.path)) {
    throw new AppError(
      'conflict',
      'BANK_CODE_TAKEN',
      'Mã ngân hàng {{code}} đã có nơi khác dùng. Đồng chí hãy chọn mã khác.',
      {
        code: args.code,
      },
    );
  }
  if (args.title && args.title !== bank.title) {
    await tx.questionBank.update({ where: { id: bank.id }, data: { title: args.title } });
  }
  return { id: bank.id, unitId: bank.unit_id, isNew: inserted.length > 0 };
}

async function newestVersions(bankId: number, tx: Prisma.TransactionClient): Promise<Map<string, Known>> {
  const rows = await tx.question.findMany({
    where: { bankId },
    orderBy: [{ code: 'asc' }, { version: 'desc' }],
    distinct: ['code'],
  });
  return new Map(
    rows.map((row) => [
      row.code,
      {
        id: row.id,
        code: row.code,
        version: row.version,
        fingerprint: fingerprint(row),
        retired: row.retiredAt !== null,
      },
    ]),
  );
}

class DryRun extends Error {}

/**
 * Brings a bank to what a GIFT file says, in one transaction: new questions are added, a changed one gets a new version (papers
 * already drawn keep the old), missing ones are retired, the same file again changes nothing. Broken questions are reported
 * and left as they were in the bank; the others are imported.
 * @throws AppError when the unit or bank is out of the actor's reach
 */
export async function importBank(args: ImportBankArgs, db: Db): Promise<BankImportReport> {
  const file = parseGiftBytes(args.bytes);
  let report: BankImportReport | null = null;
  try {
    await inTransaction(db, async (tx) => {
      report = await apply(args, file, tx);
      // Rolled back: the dry run takes exactly the way of the real one.
      if (args.dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  return report as unknown as BankImportReport;
}

async function apply(
  args: ImportBankArgs,
  { questions, problems }: ReturnType<typeof parseGiftBytes>,
  tx: Prisma.TransactionClient,
): Promise<BankImportReport> {
  const report: BankImportReport = {
    bankCode: args.code,
    newBank: false,
    dryRun: args.dryRun,
    total: questions.length,
    added: [],
    changed: [],
    restored: [],
    retired: [],
    unchanged: 0,
    retirementSkipped: false,
    problems,
  };
  // A file without one readable question makes no bank and empties none.
  if (questions.length === 0) return report;
  const bank = await lockBank(args, tx);
  report.newBank = bank.isNew;
  const known = await newestVersions(bank.id, tx);
  const inserts: Prisma.QuestionCreateManyInput[] = [];
  const retire: number[] = [];
  const restore: number[] = [];
  for (const question of questions) {
    const before = known.get(question.code);
    if (before && before.fingerprint === fingerprint(question)) {
      if (before.retired) {
        restore.push(before.id);
        report.restored.push(question.code);
      } else report.unchanged += 1;
      continue;
    }
    if (before && !before.retired) retire.push(before.id);
    (before ? report.changed : report.added).push(question.code);
    const { code, category, kind, stem, content, key } = question;
    inserts.push({ bankId: bank.id, code, version: (before?.version ?? 0) + 1, category, kind, stem, content, key });
  }
  const mentioned = new Set([...questions.map((each) => each.code), ...problems.map((each) => each.question)]);
  const missing = [...known.values()].filter((each) => !each.retired && !mentioned.has(each.code));
  report.retirementSkipped = missing.length > 0 && problems.some((each) => each.question === null);
  if (!report.retirementSkipped) {
    retire.push(...missing.map((each) => each.id));
    report.retired = missing.map((each) => each.code);
  }
  const changes = inserts.length + retire.length + restore.length;
  if (changes === 0) return report;
  await tx.question.updateMany({ where: { id: { in: retire } }, data: { retiredAt: new Date() } });
  await tx.question.updateMany({ where: { id: { in: restore } }, data: { retiredAt: null } });
  await tx.question.createMany({ data: inserts });
  await tx.questionBank.update({ where: { id: bank.id }, data: { updatedAt: new Date() } });
  await appendAudit(tx, {
    actor: args.actor,
    action: 'bank.import',
    targetType: 'question_bank',
    targetId: args.code,
    unitId: bank.unitId,
    data: { added: report.added, changed: report.changed, restored: report.restored, retired: report.retired },
  });
  return report;
}
