import type { Db } from '~/platform/db';
import { matchKey, nameSortKey, searchKey } from '~/platform/vietnamese';
import type { Change, MemberValues, ParsedMemberRow, PlannedRow, RawRow, RowIssue } from './import-row';

export const BATCH = 1_000;

/** ImportRow.data of a member list. `set` repeats `changes` as {field: new value} for the statement that writes them. */
export interface MemberRowData {
  values: MemberValues;
  raw: RawRow;
  parseIssues: RowIssue[];
  keys: { sort: string; search: string; match: string };
  unitId: number | null;
  changes: Change[];
  set: Record<string, string>;
}

export function memberRowData(row: ParsedMemberRow, plan: PlannedRow): MemberRowData {
  const name = row.values.fullName;
  return {
    values: row.values,
    raw: row.raw,
    parseIssues: row.issues,
    keys: { sort: nameSortKey(name), search: searchKey(name), match: matchKey(name) },
    unitId: plan.unitId,
    changes: plan.changes,
    set: Object.fromEntries(plan.changes.map((change) => [change.field, change.to ?? ''])),
  };
}

export interface StoredRow {
  rowNumber: number;
  action: string;
  memberId: number | null;
  data: unknown;
  errors: RowIssue[];
}

/** Writes rows of a run in one statement. A row that is there already is replaced. */
export async function writeImportRows(runId: string, rows: readonly StoredRow[], db: Db): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    insert into import_row (run_id, row_number, action, member_id, data, errors)
    select ${runId}, n, a::import_row_action, m, d::jsonb, e::jsonb
      from unnest(${rows.map((r) => r.rowNumber)}::int[], ${rows.map((r) => r.action)}::text[],
                  ${rows.map((r) => r.memberId)}::int[], ${rows.map((r) => JSON.stringify(r.data))}::text[],
                  ${rows.map((r) => JSON.stringify(r.errors))}::text[]) as t(n, a, m, d, e)
    on conflict (run_id, row_number) do update
      set action = excluded.action, member_id = excluded.member_id, data = excluded.data, errors = excluded.errors`;
}

/** The rows of a run in the order of the file, a batch at a time. */
export async function* readImportRows(runId: string, db: Db): AsyncGenerator<StoredRow[]> {
  for (let after = 0; ; ) {
    const rows = await db.$queryRaw<StoredRow[]>`
      select row_number as "rowNumber", action::text as action, member_id as "memberId", data, errors
        from import_row where run_id = ${runId} and row_number > ${after} order by row_number limit ${BATCH}`;
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.rowNumber ?? after;
  }
}
