import type { Cell } from '../spreadsheet/cell';
import { cellText } from '../spreadsheet/cell';
import type { RowCode, RowParams } from './row-messages';

/** A day as `yyyy-mm-dd`, or only a year where the list gives no more. */
export type PartialDay = { date: string; year: number } | { date: null; year: number };
export type DayResult = { ok: true; value: PartialDay } | { ok: false; code: RowCode; params: RowParams };

export interface DayOptions {
  /** Latest year a two-digit year may mean: with 2008, `08` is 2008 and `09` is 1909. */
  pivotYear: number;
}

/** Excel counts days from 1899-12-30 (its 1900 was a leap year); unix day 0 is serial 25569. */
const UNIX_SERIAL = 25_569;
const SERIAL_MIN = 3_654; // 02/01/1910
const SERIAL_MAX = 73_050; // 31/12/2099

const no = (code: RowCode, params: RowParams): DayResult => ({ ok: false, code, params });
const year = (value: number): DayResult => ({ ok: true, value: { date: null, year: value } });
const isYear = (n: number) => Number.isInteger(n) && n >= 1900 && n <= 2100;

/**
 * Reads a date as lists write it: Excel serials, `02/9/1975`, `2.9.75`, `1975`, `1975-09-02`, `9/1975` (the year
 * counts), `02091975`. Day before month, always.
 */
export function parseDay(cell: Cell, options: DayOptions): DayResult {
  if (cell.kind === 'number') {
    if (isYear(cell.number)) return year(cell.number);
    const serial = Math.floor(cell.number);
    if (serial >= SERIAL_MIN && serial <= SERIAL_MAX) return fromSerial(serial);
  }
  const text = cellText(cell).replace(/^(ngày|năm|sinh)\s+/i, '');
  if (/^\d{4}$/.test(text) && isYear(Number(text))) return year(Number(text));
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text);
  if (iso) return fromParts(Number(iso[3]), Number(iso[2]), Number(iso[1]), text);
  const full = /^(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})$/.exec(text);
  if (full) return fromParts(Number(full[1]), Number(full[2]), wholeYear(full[3] ?? '', options.pivotYear), text);
  const long = /^(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s*năm\s+(\d{4})$/i.exec(text);
  if (long) return fromParts(Number(long[1]), Number(long[2]), Number(long[3]), text);
  const month = /^(\d{1,2})\s*[-/.]\s*(\d{4})$/.exec(text);
  if (month && Number(month[1]) >= 1 && Number(month[1]) <= 12 && isYear(Number(month[2])))
    return year(Number(month[2]));
  const run = /^(\d{1,2})(\d{2})(\d{4})$/.exec(text);
  if (run) return fromParts(Number(run[1]), Number(run[2]), Number(run[3]), text);
  return no('NOT_A_DATE', { text });
}

function wholeYear(text: string, pivotYear: number): number {
  if (text.length === 4) return Number(text);
  const inPivotCentury = Math.floor(pivotYear / 100) * 100 + Number(text);
  return inPivotCentury <= pivotYear ? inPivotCentury : inPivotCentury - 100;
}

function fromSerial(serial: number): DayResult {
  const date = new Date((serial - UNIX_SERIAL) * 86_400_000);
  return { ok: true, value: { date: date.toISOString().slice(0, 10), year: date.getUTCFullYear() } };
}

function fromParts(day: number, month: number, fullYear: number, text: string): DayResult {
  if (month < 1 || month > 12) return no('NO_SUCH_MONTH', { text, month });
  const date = new Date(Date.UTC(fullYear, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return no('NOT_IN_CALENDAR', { text });
  if (!isYear(fullYear)) return no('BAD_YEAR', { text, year: fullYear });
  return { ok: true, value: { date: date.toISOString().slice(0, 10), year: fullYear } };
}
