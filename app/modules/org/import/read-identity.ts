import type { Cell } from '../spreadsheet/cell';
import type { MemberImportSettings } from './import-settings';
import { type PartialDay, parseDay } from './parse-day';
import type { RowCode, RowParams } from './row-messages';

type Reading<Value> = { ok: true; value: Value } | { ok: false; code: RowCode; params: RowParams };

/** A birth date or year that fits a party member. `today` is yyyy-mm-dd. */
export function readBirth(
  cell: Cell,
  { birthAge }: Pick<MemberImportSettings, 'birthAge'>,
  today: string,
): Reading<PartialDay> {
  const thisYear = Number(today.slice(0, 4));
  const day = parseDay(cell, { pivotYear: thisYear - birthAge.least });
  if (!day.ok) return day;
  const { year } = day.value;
  const age = thisYear - year;
  if (age >= birthAge.least && age <= birthAge.most) return day;
  return { ok: false, code: 'BAD_AGE', params: { year, age } };
}

/** A card number without gaps and with the zeros that Excel drops. */
export function readCardNumber(
  text: string,
  { cardNumber }: Pick<MemberImportSettings, 'cardNumber'>,
): Reading<string> {
  const { digits, pattern, example } = cardNumber;
  const written = text.replace(/[\s.\-–_]/g, '');
  const padded = /^\d+$/.test(written) && written.length >= digits - 6 ? written.padStart(digits, '0') : written;
  if (new RegExp(pattern).test(padded)) return { ok: true, value: padded };
  return { ok: false, code: 'BAD_CARD', params: { text, digits, example } };
}
