import { describe, expect, test } from '@jest/globals';
import type { Cell } from '../spreadsheet/cell';
import { parseDay } from './parse-day';
import { rowText } from './row-messages';

const text = (value: string): Cell => ({ kind: 'text', text: value });
const number = (value: number, date = false): Cell => ({ kind: 'number', text: String(value), number: value, date });
const read = (cell: Cell) => {
  const result = parseDay(cell, { pivotYear: 2008 });
  return result.ok ? (result.value.date ?? result.value.year) : rowText(result);
};

describe('a day as lists write it', () => {
  test.each<[string, Cell, string | number]>([
    ['slashes', text('02/9/1975'), '1975-09-02'],
    ['dots and two digits', text('2.9.75'), '1975-09-02'],
    ['two digits at the pivot', text('1/1/08'), '2008-01-01'],
    ['two digits beyond the pivot', text('1/1/09'), '1909-01-01'],
    ['a year', text('1975'), 1975],
    ['a year as a number', number(1975), 1975],
    ['month and year: the year counts', text('9/1975'), 1975],
    ['ISO', text('1975-09-02'), '1975-09-02'],
    ['ISO with a time', text('1975-09-02T00:00:00'), '1975-09-02'],
    ['eight digits', text('02091975'), '1975-09-02'],
    ['in words', text('2 tháng 9, năm 1975'), '1975-09-02'],
    ['a word before it', text('ngày 2/9/1975'), '1975-09-02'],
    ['Excel serial', number(27_639, true), '1975-09-02'],
    ['serial with a time of day', number(27_639.75, true), '1975-09-02'],
    ['29 February of a leap year', text('29/2/2000'), '2000-02-29'],
  ])('%s', (_name, cell, expected) => expect(read(cell)).toBe(expected));

  test.each([
    ['31/02/1980', 'không có trong lịch'],
    ['29/2/1900', 'không có trong lịch'],
    ['5/13/1980', 'không có tháng 13'],
    ['không rõ', 'không phải là ngày'],
    ['1/1/1801', 'năm 1801 không hợp lệ'],
    ['', 'không phải là ngày'],
  ])('%s is refused with words', (value, words) => expect(read(text(value))).toContain(words));
});
