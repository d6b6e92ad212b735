import type { ClientBase, Pool } from 'pg';
import type { Db } from '~/platform/db';
import type { Change, MemberValues, NameKeys, ParsedMemberRow, PlannedRow, RawRow, RowIssue } from './import-row';

/** Rows read, planned and written at a time: few round trips, and small enough to be forgotten before the next ones come. */
export const BATCH = 250;

/** One statement, on a connection of the driver or inside a transaction of the client. */
export type RunSql = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

/** Without the client's layers in between, which copy every row several times. */
export const driverSql =
  (connection: Pool | ClientBase): RunSql =>
  async <Row>(text: string, values: unknown[]) =>
    (await connection.query(text, values)).rows as Row[];

export const transactionSql =
  (tx: Db): RunSql =>
  (text, values) =>
    tx.$queryRawUnsafe(text, ...values);

/** ImportRow.data of a member list. `set` repeats `changes` as {field: new value} for the statement that writes them. */
export interface MemberRowData {
  values: MemberValues;
  raw: RawRow;
  parseIssues: RowIssue[];
  keys: NameKeys;
  unitId: number | null;
  changes: Change[];
  set: Record<string, string>;
}

export function memberRowData({ values, raw, keys, issues }: ParsedMemberRow, plan: PlannedRow): MemberRowData {
  const set = Object.fromEntries(plan.changes.map((change) => [change.field, change.to ?? '']));
  return { values, raw, parseIssues: issues, keys, unitId: plan.unitId, changes: plan.changes, set };
}

export interface StoredRow {
  rowNumber: number;
  action: string;
  memberId: number | null;
  data: unknown;
  errors: RowIssue[];
}

/** Writes rows of a run in one statement. A row that is there already is replaced. */
export async function writeImportRows(runId: string, rows: readonly StoredRow[], sql: RunSql): Promise<void> {
  if (rows.length === 0) return;
  await sql(
    `insert into import_row (run_id, row_number, action, member_id, data, errors)
     select $1, t."rowNumber", t.action::import_row_action, t."memberId", t.data, t.errors
       from jsonb_to_recordset($2::jsonb) as t("rowNumber" int, action text, "memberId" int, data jsonb, errors jsonb)
     on conflict (run_id, row_number) do update
       set action = excluded.action, member_id = excluded.member_id, data = excluded.data, errors = excluded.errors`,
    [runId, JSON.stringify(rows)],
  );
}

/** The rows of a run in the order of the file, a batch at a time. */
export async function* readImportRows(runId: string, sql: RunSql): AsyncGenerator<StoredRow[]> {
  for (let after = 0; ; ) {
    const rows = await sql<StoredRow>(
      `select row_number as "rowNumber", action::text as action, member_id as "memberId", data, errors
         from import_row where run_id = $1 and row_number > $2 order by row_number limit ${BATCH}`,
      [runId, after],
    );
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.rowNumber ?? after;
  }
}
