import { isWithin } from '~/modules/accounts/access';
import type { Db } from '~/platform/db';
import { columnMapping } from './column-mapping';
import { BATCH, writeImportRows } from './import-rows.server';
import { loadUnitSettings } from './load-settings.server';
import { locateTable, tableRows } from './locate-table.server';
import { type ExistingUnit, type ParsedUnitRow, parseUnitRow, planUnitRows } from './plan-unit-rows';
import type { Reading } from './read-import.server';
import type { ReadResult } from './read-member-rows.server';
import { getRunActor } from './run-actor.server';

export async function findExistingUnits(scope: string[] | null, db: Db): Promise<ExistingUnit[]> {
  const units = await db.$queryRaw<(ExistingUnit & { path: string })[]>`
    select u.id, u.code, p.code as "parentCode", u.kind::text as kind, u.name, u.time_zone as "timeZone", u.country, u.path::text as path
      from unit u left join unit p on p.id = u.parent_id`;
  return units.map((unit) => ({ ...unit, inScope: scope === null || scope.some((root) => isWithin(unit.path, root)) }));
}

/** Reads a unit list (code, parent, kind, name, time zone, country) into import_row. */
export async function readUnitRows({ services, sql, run, file, report }: Reading): Promise<ReadResult> {
  const { db } = services;
  const settings = await loadUnitSettings();
  const rules = { headers: settings.headers, ignored: [], required: [['code'], ['name']] };
  const table = await locateTable(file, rules, 'NO_UNIT_TABLE');
  const mapping = columnMapping(table.mapping, run.mapping);
  const rows: ParsedUnitRow[] = [];
  const aside: { row: number; text: string }[] = [];
  for await (const row of tableRows(file, { ...table, mapping }, { done: 0, total: 0 })) {
    const parsed = parseUnitRow(row, mapping, settings);
    if (parsed) rows.push(parsed);
    else
      aside.push({
        row: row.number,
        text: row.cells
          .map((cell) => cell?.text ?? '')
          .join(' ')
          .trim()
          .slice(0, 120),
      });
  }
  const { scope } = await getRunActor(run.createdById, 'unit.manage', db);
  const plans = planUnitRows(rows, await findExistingUnits(scope, db), scope === null);
  const counts: ReadResult['summary']['counts'] = {};
  for (const plan of plans) counts[plan.action] = (counts[plan.action] ?? 0) + 1;
  for (let i = 0; i < plans.length; i += BATCH) {
    const stored = plans.slice(i, i + BATCH).map((plan, j) => ({
      rowNumber: plan.rowNumber,
      action: plan.action,
      memberId: null,
      data: {
        values: rows[i + j]?.values,
        changes: plan.changes,
        unitId: plan.unitId,
        parseIssues: rows[i + j]?.issues,
      },
      errors: plan.issues,
    }));
    await writeImportRows(run.id, stored, sql);
    await report(i + stored.length, plans.length);
  }
  const summary = {
    counts,
    needsUnit: false,
    otherSheets: file.sheets.filter((_, i) => i !== table.sheetIndex).map((sheet) => sheet.name),
    aside: aside.slice(0, 30),
    asideCount: aside.length,
    encoding: table.encoding,
    unusedColumns: Object.entries(mapping.headers)
      .filter(([letter]) => !mapping.columns[letter])
      .map(([, header]) => header),
  };
  return { summary, mapping, rows: plans.length };
}
