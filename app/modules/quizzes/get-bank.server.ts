import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { type Db, Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { QuestionKind } from './question-types';
import { reviewItem } from './review-view';
import type { ReviewItem } from './schema';

export interface BankQuestion {
  id: number;
  code: string;
  version: number;
  category: string;
  kind: QuestionKind;
  stem: string;
  retiredAt: Date | null;
  /** With the key; null unless the viewer may manage the bank. */
  detail: ReviewItem | null;
}

export interface BankFilters {
  search: string;
  category: string;
  kind: string;
  retired: boolean;
  page: number;
  pageSize: number;
}

export interface BankPage {
  code: string;
  title: string;
  unitCode: string;
  unitName: string;
  canManage: boolean;
  updatedAt: Date;
  /** Current questions per category, all kinds and those marked by the server. */
  categories: { category: string; questions: number; autoMarked: number }[];
  total: number;
  questions: BankQuestion[];
}

/** @throws AppError not-found outside the viewer's subtrees */
export async function findBank(args: { viewer: Viewer; code: string }, db: Db) {
  const [bank] = await db.$queryRaw<
    { id: number; code: string; title: string; unitCode: string; unitName: string; path: string; updatedAt: Date }[]
  >`
    select b.id, b.code, b.title, u.code as "unitCode", u.name as "unitName", u.path::text as path, b.updated_at as "updatedAt"
      from question_bank b join unit u on u.id = b.unit_id where b.code = ${args.code}`;
  if (!bank || !can(args.viewer, 'bank.view', bank.path)) throw notFound();
  return { ...bank, canManage: can(args.viewer, 'bank.manage', bank.path) };
}

/** A bank's page: categories with their sizes, and one page of its questions under the filters. */
export async function getBank(args: { viewer: Viewer; code: string; filters: BankFilters }, db: Db): Promise<BankPage> {
  const bank = await findBank(args, db);
  const { filters } = args;
  const like = `%${filters.search
    .trim()
    .normalize('NFC')
    .replace(/[\\%_]/g, '\\$&')}%`;
  const where = Prisma.sql`bank_id = ${bank.id} and (retired_at is not null) = ${filters.retired}
    and (${filters.category} = '' or category = ${filters.category}) and (${filters.kind} = '' or kind::text = ${filters.kind})
    and (stem ilike ${like} or code ilike ${like})`;
  const categories = await db.$queryRaw<BankPage['categories']>`
    select category, count(*)::int as questions, (count(*) filter (where kind <> 'ESSAY'))::int as "autoMarked"
      from question where bank_id = ${bank.id} and retired_at is null group by category order by category`;
  const [{ total } = { total: 0 }] = await db.$queryRaw<{ total: number }[]>`
    select count(*)::int as total from question where ${where}`;
  const ids = await db.$queryRaw<{ id: number }[]>`
    select id from question where ${where} order by category, code, version desc
     limit ${filters.pageSize} offset ${(filters.page - 1) * filters.pageSize}`;
  const rows = await db.question.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: [{ category: 'asc' }, { code: 'asc' }, { version: 'desc' }],
  });
  return {
    code: bank.code,
    title: bank.title,
    unitCode: bank.unitCode,
    unitName: bank.unitName,
    canManage: bank.canManage,
    updatedAt: bank.updatedAt,
    categories,
    total,
    questions: rows.map((row) => ({
      id: row.id,
      code: row.code,
      version: row.version,
      category: row.category,
      kind: row.kind,
      stem: row.stem,
      retiredAt: row.retiredAt,
      detail: bank.canManage ? reviewItem(0, null, row, null, 0) : null,
    })),
  };
}
