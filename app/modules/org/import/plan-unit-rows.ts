import { isTimeZone } from '~/platform/time';
import { nfc } from '~/platform/vietnamese';
import { UNIT_KINDS, type UnitKind } from '../schema';
import { cellText, type SheetRow } from '../spreadsheet/cell';
import { cellsByField, type TableMapping } from './find-table';
import type { Change, PlannedRow, RowIssue } from './import-row';
import { meaningOf, type UnitImportSettings } from './import-settings';

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
  const refuse = (code: string, field: string, message: string) =>
    issues.push({ level: 'error', code, column: found.get(field)?.letter, message });
  if (text('code') === '' && text('name') === '') return null;
  for (const [field, { cell, letter }] of found) {
    if (cell.kind === 'formula' || cell.text.trimStart().startsWith('='))
      refuse('FORMULA', field, `Ô ${letter}${row.number} chứa công thức nên không nhận. Hãy gõ thẳng giá trị vào ô.`);
  }
  const code = text('code');
  if (code === '') refuse('NO_CODE', 'code', 'Thiếu mã đơn vị.');
  else if (!/^[\p{L}\p{N}._-]{1,40}$/u.test(code))
    refuse(
      'BAD_CODE',
      'code',
      `Mã “${code.slice(0, 60)}” không hợp lệ: chỉ gồm chữ, số, dấu chấm, gạch nối, không quá 40 ký tự.`,
    );
  if (text('name') === '') refuse('NO_NAME', 'name', 'Thiếu tên đơn vị.');
  else if (text('name').length > 200) refuse('LONG_NAME', 'name', 'Tên đơn vị dài quá 200 ký tự.');
  const kindText = text('kind');
  const kind =
    UNIT_KINDS.find((k) => k === kindText.toUpperCase()) ??
    (meaningOf(settings.kinds, kindText) as UnitKind | undefined) ??
    null;
  if (kindText && !kind)
    refuse(
      'BAD_KIND',
      'kind',
      `Không hiểu loại “${kindText}”. Hãy ghi một trong: ${Object.values(settings.kinds)
        .map((list) => list[0])
        .join(', ')}.`,
    );
  const timeZone = text('timeZone') || null;
  if (timeZone && !isTimeZone(timeZone))
    refuse('BAD_TIME_ZONE', 'timeZone', `Không có múi giờ “${timeZone}”. Ví dụ: Asia/Ho_Chi_Minh, Asia/Tokyo.`);
  const country = text('country').toUpperCase() || null;
  if (country && !/^[A-Z]{2}$/.test(country))
    refuse('BAD_COUNTRY', 'country', `Mã nước “${country}” phải gồm hai chữ cái, ví dụ VN, JP.`);
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
          message: `Đơn vị cấp trên “${parent}” ở dòng ${above.rowNumber} có lỗi. Hãy sửa dòng đó trước.`,
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
    const refuse = (code: string, message: string) => {
      issues.push({ level: 'error', code, message });
      return result('ERROR');
    };
    if (issues.length > 0) return result('ERROR');
    const { code, parent, kind } = values;
    const above = inFile.get(code);
    if (above && above.rowNumber !== rowNumber) {
      issues.push({
        level: 'warning',
        code: 'DUPLICATE',
        message: `Mã ${code} đã có ở dòng ${above.rowNumber} nên không nhập lần thứ hai.`,
      });
      return result('DUPLICATE');
    }
    if (parent && !inFile.has(parent) && !known.has(parent))
      return refuse('NO_PARENT', `Không có đơn vị cấp trên “${parent}” trong tệp hay trên hệ thống.`);
    const path = new Set([code]);
    for (let up = parent; up; up = parentOf(up)) {
      if (path.has(up))
        return refuse(
          'CYCLE',
          `Đơn vị ${code} và cấp trên “${parent}” nằm vòng trong nhau. Hãy kiểm tra cột cấp trên.`,
        );
      path.add(up);
    }
    const unit = known.get(code);
    const topKnown = [...path].map((c) => known.get(c)).find((u) => u !== undefined);
    if (!everywhere && !(unit ?? topKnown)?.inScope)
      return refuse('OUT_OF_SCOPE', `Đơn vị ${code} nằm ngoài phạm vi đồng chí quản lý.`);
    if (!unit) {
      if (!kind) return refuse('NO_KIND', 'Thiếu loại đơn vị (chi bộ, đảng bộ cơ sở…).');
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
