import { isTimeZone } from '~/platform/time';
import { nfc } from '~/platform/vietnamese';
import { isCountryCode, isUnitCode, UNIT_NAME_MAX } from '../field-rules';
import { UNIT_KINDS, type UnitKind } from '../schema';
import { cellText, type SheetRow } from '../spreadsheet/cell';
import { cellsByField, type TableMapping } from './find-table';
import type { Change, PlannedRow, RowIssue } from './import-row';
import { meaningOf, type UnitImportSettings } from './import-settings';
import type { RowCode, RowParams } from './row-messages';

export interface UnitValues {
  code: string;
  parent: string | null;
  kind: UnitKind | null;
  name: string;
  timeZone: string | null;
  country: string | null;
}

export interface ParsedUnitRow {
  rowNumber: number;
  values: UnitValues;
  issues: RowIssue[];
}

export interface ExistingUnit {
  id: number;
  code: string;
  parentCode: string | null;
  kind: UnitKind;
  name: string;
  timeZone: string;
  country: string;
  inScope: boolean;
}

/** Null for a row outside the table (no code and no name). */
export function parseUnitRow(row: SheetRow, mapping: TableMapping, settings: UnitImportSettings): ParsedUnitRow | null {
  const found = cellsByField(row, mapping);
  const text = (field: string) => nfc(cellText(found.get(field)?.cell));
  const issues: RowIssue[] = [];
  const refuse = (code: RowCode, field: string, params?: RowParams) =>
    issues.push({ level: 'error', code, column: found.get(field)?.letter, params });
  if (text('code') === '' && text('name') === '') return null;
  for (const [field, { cell, letter }] of found) {
    if (cell.kind === 'formula' || cell.text.trimStart().startsWith('='))
      refuse('FORMULA', field, { cell: `${letter}${row.number}`, shown: cell.text.trim().slice(0, 40) });
  }
  const code = text('code');
  if (code === '') refuse('NO_CODE', 'code');
  else if (!isUnitCode(code)) refuse('BAD_CODE', 'code', { text: code.slice(0, 60) });
  if (text('name') === '') refuse('UNIT_NO_NAME', 'name');
  else if (text('name').length > UNIT_NAME_MAX) refuse('UNIT_LONG_NAME', 'name');
  const kindText = text('kind');
  const kind =
    UNIT_KINDS.find((k) => k === kindText.toUpperCase()) ??
    (meaningOf(settings.kinds, kindText) as UnitKind | undefined) ??
    null;
  if (kindText && !kind)
    refuse('UNIT_BAD_KIND', 'kind', {
      text: kindText.slice(0, 60),
      words: Object.values(settings.kinds)
        .map((list) => list[0])
        .join(', '),
    });
  const timeZone = text('timeZone') || null;
  if (timeZone && !isTimeZone(timeZone)) refuse('BAD_TIME_ZONE', 'timeZone', { text: timeZone.slice(0, 60) });
  const country = text('country').toUpperCase() || null;
  if (country && !isCountryCode(country)) refuse('BAD_COUNTRY', 'country', { text: country.slice(0, 60) });
  return {
    rowNumber: row.number,
    values: { code, parent: text('parent') || null, kind, name: text('name'), timeZone, country },
    issues,
  };
}

/**
 * Decides what each row means. A file may list children before parents; what it does not list stays. `everywhere`: the
 * run may make new roots (command line).
 */
export function planUnitRows(
  rows: readonly ParsedUnitRow[],
  existing: readonly ExistingUnit[],
  everywhere: boolean,
): PlannedRow[] {
  const known = new Map(existing.map((unit) => [unit.code, unit]));
  const inFile = new Map<string, ParsedUnitRow>();
  for (const row of rows) if (row.values.code && !inFile.has(row.values.code)) inFile.set(row.values.code, row);
  const parentOf = (code: string) =>
    (inFile.has(code) ? inFile.get(code)?.values.parent : known.get(code)?.parentCode) ?? null;

  const first = rows.map((row) => planOne(row));
  const position = new Map<ParsedUnitRow | undefined, number>(rows.map((row, i) => [row, i]));
  // A child of a refused new unit has nowhere to hang: refuse it too, down the tree.
  for (let again = true; again; ) {
    again = false;
    for (const [i, plan] of first.entries()) {
      const parent = rows[i]?.values.parent;
      if (plan.action !== 'CREATE' || !parent || known.has(parent)) continue;
      const above = first[position.get(inFile.get(parent)) ?? -1];
      if (above?.action === 'ERROR') {
        plan.action = 'ERROR';
        plan.issues.push({
          level: 'error',
          code: 'PARENT_REFUSED',
          params: { parent, row: above.rowNumber },
        });
        again = true;
      }
    }
  }
  return first;

  function planOne({ rowNumber, values, issues: parseIssues }: ParsedUnitRow): PlannedRow {
    const issues = [...parseIssues];
    const result = (
      action: PlannedRow['action'],
      changes: Change[] = [],
      unitId: number | null = null,
    ): PlannedRow => ({
      rowNumber,
      action,
      memberId: null,
      unitId,
      changes,
      issues,
    });
    const refuse = (code: RowCode, params?: RowParams) => {
      issues.push({ level: 'error', code, params });
      return result('ERROR');
    };
    if (issues.length > 0) return result('ERROR');
    const { code, parent, kind } = values;
    const above = inFile.get(code);
    if (above && above.rowNumber !== rowNumber) {
      issues.push({
        level: 'warning',
        code: 'DUPLICATE_CODE',
        params: { code, row: above.rowNumber },
      });
      return result('DUPLICATE');
    }
    if (parent && !inFile.has(parent) && !known.has(parent)) return refuse('NO_PARENT', { parent });
    const path = new Set([code]);
    for (let up = parent; up; up = parentOf(up)) {
      if (path.has(up)) return refuse('CYCLE', { code, parent: parent ?? '' });
      path.add(up);
    }
    const unit = known.get(code);
    const topKnown = [...path].map((c) => known.get(c)).find((u) => u !== undefined);
    if (!everywhere && !(unit ?? topKnown)?.inScope) return refuse('OUT_OF_SCOPE', { code });
    if (!unit) {
      if (!kind) return refuse('NO_KIND');
      return result('CREATE');
    }
    const changes: Change[] = [];
    const differ = (field: string, from: string | null, to: string | null) => {
      if (to !== null && to !== from) changes.push({ field, from, to });
    };
    differ('name', unit.name, values.name);
    differ('kind', unit.kind, kind);
    differ('timeZone', unit.timeZone, values.timeZone);
    differ('country', unit.country, values.country);
    if (parent !== null || unit.parentCode === null) differ('parent', unit.parentCode, parent);
    return result(changes.length > 0 ? 'UPDATE' : 'UNCHANGED', changes, unit.id);
  }
}
