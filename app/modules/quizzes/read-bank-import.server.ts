import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { readFileName } from '~/modules/files/file-name';
import { findMarkInName, findSecrecyMark } from '~/modules/files/secrecy-mark';
import { BAD_NAME, MARKED, NOT_ATTESTED } from '~/modules/files/words';
import type { Db } from '~/platform/db';
import { isAppError } from '~/platform/errors';
import { GIFT_ERRORS } from './gift-errors';
import { importBank } from './import-bank.server';
import { type BankImportView, bankImportForm } from './schema';

export interface BankImportResult {
  report: BankImportView | null;
  /** Vietnamese, with `params`; what to do about the form. */
  error: { message: string; params: Record<string, string | number> } | null;
  /** What was typed, to be kept. The file itself cannot be put back into a form. */
  values: { code: string; title: string; unitCode: string } | null;
}

const NO_FILE = 'Đồng chí hãy chọn tệp câu hỏi .gift (văn bản UTF-8).';
const TOO_BIG = 'Tệp quá lớn hoặc bị gửi dở dang. Tệp câu hỏi không được quá 5 MB; đồng chí kiểm tra rồi gửi lại.';

/** The import form of the pages: reads the post, imports, keeps what was typed. `bank`: the one whose page it is on. */
export async function readBankImport(
  args: { request: Request; viewer: Viewer; bank: { code: string; unitCode: string } | null },
  db: Db,
  readForm: (request: Request) => Promise<FormData>,
): Promise<BankImportResult> {
  const refuse = (message: string, params = {}, values: BankImportResult['values'] = null): BankImportResult => ({
    report: null,
    error: { message, params },
    values,
  });
  let form: FormData;
  try {
    form = await readForm(args.request);
  } catch {
    return refuse(TOO_BIG);
  }
  const text = (name: string) => String(form.get(name) ?? '');
  const values = {
    code: args.bank?.code ?? text('ma'),
    title: text('ten'),
    unitCode: args.bank?.unitCode ?? text('don-vi'),
  };
  const parsed = bankImportForm.safeParse({ ...values, dryRun: form.has('thu') });
  if (!parsed.success) return refuse(parsed.error.issues[0]?.message ?? TOO_BIG, {}, values);
  const file = form.get('tep');
  if (!(file instanceof Blob) || file.size === 0) return refuse(NO_FILE, {}, values);
  if (!form.has('xac-nhan')) return refuse(NOT_ATTESTED, {}, values);
  const { problem, name } = readFileName(file instanceof File ? file.name : '', 'cau-hoi');
  if (problem) return refuse(BAD_NAME, {}, values);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mark = findMarkInName(name) ?? findSecrecyMark(Buffer.from(bytes).toString('utf8'));
  if (mark) {
    await appendAudit(db, {
      actor: args.viewer,
      action: 'upload.refuse',
      targetType: 'upload',
      targetId: 'bank',
      data: { kind: 'BANK', code: mark, where: findMarkInName(name) ? 'name' : 'text', byteSize: bytes.length },
    });
    return refuse(MARKED, {}, values);
  }
  try {
    const report = await importBank({ ...parsed.data, bytes, actor: args.viewer }, db);
    const problems = report.problems.map((problem) => ({ ...problem, message: GIFT_ERRORS[problem.code] }));
    return { report: { ...report, problems }, error: null, values };
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return refuse(error.message, error.params, values);
  }
}
