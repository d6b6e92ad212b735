import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { SheetRow } from '../spreadsheet/cell';
import { findTable } from './find-table';
import { memberImportSettings } from './import-settings';

const settings = memberImportSettings.parse(JSON.parse(readFileSync('content/org/member-import.json', 'utf8')));
const rules = { headers: settings.headers, ignored: settings.notCollected, required: [['fullName', 'givenName']] };
const rows = (...lines: string[]): SheetRow[] =>
  lines.map((line, i) => ({
    number: i + 1,
    cells: line.split('|').map((text) => (text === '' ? undefined : { kind: 'text', text })),
  }));
const find = (...lines: string[]) => findTable('Sheet1', rows(...lines), rules);

describe('the header of a list', () => {
  test('in the first row', () => {
    expect(find('TT|Họ và tên|Ngày sinh', '1|Trần An|1/1/1980')).toMatchObject({
      headerRows: [1, 1],
      columns: { A: 'ordinal', B: 'fullName', C: 'birthDate' },
    });
  });

  test('below titles, without regard to case and diacritics', () => {
    const found = find('ĐẢNG BỘ KHỐI MẪU', 'DANH SÁCH ĐẢNG VIÊN', 'stt|HO VA TEN|SO THE', '1|Trần An|000370001152');
    expect(found).toMatchObject({ headerRows: [3, 3], columns: { A: 'ordinal', B: 'fullName', C: 'cardNumber' } });
  });

  test('in two rows, groups above', () => {
    const found = find('TT|Họ và tên|Ngày, tháng, năm|', '||Sinh|Vào Đảng', '1|Trần An|1/1/1980|2/2/2002');
    expect(found).toMatchObject({ headerRows: [1, 2], columns: { B: 'fullName', C: 'birthDate', D: 'joinedOn' } });
  });

  test('a second column of the same meaning is not imported', () => {
    expect(find('Họ và tên|Ngày sinh|Ngày sinh')?.columns).toEqual({ A: 'fullName', B: 'birthDate', C: null });
  });

  test('absent when no row names the people', () => {
    expect(find('Tháng|Doanh thu', '1|200')).toBeNull();
    expect(findTable('Sheet1', [], rules)).toBeNull();
  });
});
