import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';

export interface BankRow {
  code: string;
  title: string;
  unitName: string;
  questions: number;
  autoMarked: number;
  categories: number;
  campaigns: number;
  updatedAt: Date;
}

/** Banks within the viewer's subtrees, by title; a page of them. */
export async function listBanks(
  args: { viewer: Viewer; search: string; page: number; pageSize: number },
  db: Db,
): Promise<{ rows: BankRow[]; total: number }> {
  const paths = scopePaths(args.viewer, 'bank.view');
  const like = `%${args.search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db.$queryRaw<(BankRow & { total: number })[]>`
    select b.code, b.title, u.name as "unitName", b.updated_at as "updatedAt", count(*) over ()::int as total,
           (select count(*)::int from question q where q.bank_id = b.id and q.retired_at is null) as questions,
           (select count(*)::int from question q where q.bank_id = b.id and q.retired_at is null and q.kind <> 'ESSAY') as "autoMarked",
           (select count(distinct q.category)::int from question q where q.bank_id = b.id and q.retired_at is null) as categories,
           (select count(*)::int from quiz z where z.bank_id = b.id) as campaigns
      from question_bank b join unit u on u.id = b.unit_id
     where u.path <@ any(${paths}::ltree[]) and (b.title ilike ${like} or b.code ilike ${like})
     order by b.title, b.id limit ${args.pageSize} offset ${(args.page - 1) * args.pageSize}`;
  return { rows: rows.map(({ total, ...row }) => row), total: rows[0]?.total ?? 0 };
}
