import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Cell } from '../spreadsheet/cell';
import { memberImportSettings } from './import-settings';
import { parseMemberRow } from './parse-member-row';

const settings = memberImportSettings.parse(JSON.parse(readFileSync('content/org/member-import.json', 'utf8')));
const FIELDS = ['ordinal', 'fullName', 'birthDate', 'cardNumber', 'joinedOn', 'kind', 'phone', 'note'];
const columns = Object.fromEntries(FIELDS.map((field, i) => [String.fromCharCode(65 + i), field]));

const parse = (...values: (string | number | Cell | null)[]) => {
  const cells = values.map((value): Cell | undefined => {
    if (value === null || value === '') return undefined;
    if (typeof value === 'number') return { kind: 'number', text: String(value), number: value, date: false };
    return typeof value === 'string' ? { kind: 'text', text: value } : value;
  });
  const mapping = { sheet: 'Sheet1', headerRows: [1, 1] as [number, number], columns, headers: {} };
  return parseMemberRow({ number: 7, cells }, { mapping, settings, encoding: 'unicode', today: '2026-11-22' });
};
const member = (...values: Parameters<typeof parse>) => {
  const reading = parse(...values);
  if (reading.kind !== 'member') throw new Error(`aside: ${reading.text}`);
  return reading.row;
};
const codes = (...values: Parameters<typeof parse>) => member(...values).issues.map((issue) => issue.code);

describe('a good row', () => {
  test('keeps what the list says, with the zeros that Excel drops', () => {
    const row = member(1, '  TRẦN  VĂN AN ', '02/9/1975', 370001152, '3/2/2000', 'Dự bị', 916630494);
    expect(row.issues).toEqual([]);
    expect(row.values).toMatchObject({
      fullName: 'Trần Văn An',
      birthDate: '1975-09-02',
      birthYear: 1975,
      cardNumber: '000370001152',
      joinedOn: '2000-02-03',
      kind: 'PROBATIONARY',
      phone: '0916630494',
    });
    expect(row.rowNumber).toBe(7);
  });
});

describe('what is wrong is said', () => {
  test.each<[string, Parameters<typeof parse>, string[]]>([
    ['a day that is not', [1, 'Trần An', '31/02/1980'], ['NOT_IN_CALENDAR']],
    ['too young', [1, 'Trần An', '2015'], ['BAD_AGE']],
    ['a wrong card', [1, 'Trần An', '1980', 'ABC'], ['BAD_CARD']],
    ['a formula', [1, { kind: 'formula', text: '=HYPERLINK("x")' }, '1980'], ['FORMULA']],
    ['a number for a name', [1, '12345', '1980'], ['BAD_NAME']],
    ['no name', [1, '', '1980'], ['NO_NAME']],
    ['nothing that tells namesakes apart', [1, 'Trần An'], ['NO_IDENTITY']],
    ['joined in the future', [1, 'Trần An', '1980', '', '1/1/2027'], ['JOINED_IN_FUTURE']],
    ['joined as a child', [1, 'Trần An', '1980', '', '1/1/1990'], ['JOINED_TOO_EARLY']],
    ['a kind nobody knows', [1, 'Trần An', '1980', '', '', 'Danh dự'], ['BAD_KIND']],
  ])('%s', (_name, values, expected) => expect(codes(...values)).toEqual(expected));
});

test.each([
  ['a gap with a remark', ['', '', '', '', '', '', '', 'Hết']],
  ['a section title', ['', 'II. CHI BỘ 2']],
  ['a signature', ['', 'T/M CHI BỘ']],
])('%s is no member', (_name, values) => expect(parse(...values).kind).toBe('aside'));
