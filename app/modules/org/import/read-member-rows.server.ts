import { dayInZone, HANOI } from '~/platform/time';
import { columnMapping } from './column-mapping';
import { cellsByField, type TableMapping } from './find-table';
import type { ParsedMemberRow } from './import-row';
import { BATCH, type MemberRowData, memberRowData, writeImportRows } from './import-rows.server';
import { loadMemberSettings } from './load-settings.server';
import { locateTable, tableRows } from './locate-table.server';
import { createMemberPlanner } from './member-plan-context.server';
import { parseMemberRow } from './parse-member-row';
import type { Reading } from './read-import.server';
import { getRunActor } from './run-actor.server';
import type { ImportSummary } from './summary';

export interface ReadResult {
  summary: ImportSummary;
  mapping: TableMapping;
  rows: number;
}

const ASIDE_SHOWN = 30;

/** Streams a member list into import_row, each row with what will happen to it. */
export async function readMemberRows({ services, sql, run, file, report }: Reading): Promise<ReadResult> {
  const { db, clock, cipher } = services;
  const settings = await loadMemberSettings();
  const rules = {
    headers: settings.headers,
    ignored: settings.notCollected,
    required: [['fullName', 'givenName']],
  };
  const table = await locateTable(file, rules, 'NO_TABLE');
  const mapping = columnMapping(table.mapping, run.mapping);
  const actor = await getRunActor(run.createdById, 'member.import', db);
  const planner = await createMemberPlanner({ scope: actor.scope, chosenUnitId: run.unitId }, sql, cipher);
  const context = { mapping, settings, encoding: table.encoding, today: dayInZone(clock.now(), HANOI) };

  const summary: ImportSummary = {
    counts: {},
    needsUnit: false,
    otherSheets: file.sheets.filter((_, i) => i !== table.sheetIndex).map((sheet) => sheet.name),
    aside: [],
    asideCount: 0,
    encoding: table.encoding,
    unusedColumns: Object.entries(mapping.headers)
      .filter(([letter]) => !mapping.columns[letter])
      .map(([, header]) => header),
  };
  const aside = (row: number, text: string) => {
    summary.asideCount++;
    if (summary.aside.length < ASIDE_SHOWN) summary.aside.push({ row, text });
  };
  let rows = 0;
  let batch: ParsedMemberRow[] = [];
  let signatureFrom: number | null = null;
  const progress = { done: 0, total: 0 };

  const flush = async () => {
    const plans = await planner.plan(batch);
    const stored = batch.map((row, i) => {
      const plan = plans[i];
      if (!plan) throw new Error('a row without a plan');
      summary.counts[plan.action] = (summary.counts[plan.action] ?? 0) + 1;
      if (plan.issues.some((issue) => issue.code === 'NEED_UNIT')) summary.needsUnit = true;
      const data: MemberRowData = memberRowData(row, plan);
      return { rowNumber: row.rowNumber, action: plan.action, memberId: plan.memberId, data, errors: plan.issues };
    });
    await writeImportRows(run.id, stored, sql);
    batch = [];
    await report(rows, progress.done > 0 ? Math.max(rows, Math.round((rows * progress.total) / progress.done)) : 0);
  };

  for await (const row of tableRows(file, { ...table, mapping }, progress)) {
    const reading = parseMemberRow(row, context);
    if (reading.kind === 'aside') {
      if (reading.signature) signatureFrom ??= row.number;
      aside(row.number, reading.text);
      continue;
    }
    // Below a signature, a bare name is the signer's, not a forgotten member.
    const { values } = reading.row;
    const bare = values.birthYear === null && !reading.row.raw.birth && !reading.row.raw.cardNumber;
    if (signatureFrom !== null && bare && !cellsByField(row, mapping).has('ordinal')) {
      aside(row.number, reading.row.raw.fullName);
      continue;
    }
    rows++;
    batch.push(reading.row);
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return { summary, mapping, rows };
}
