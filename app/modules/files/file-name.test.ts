import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileName } from './file-name';

describe('names of files', () => {
  test.each([
    ['Danh sách chi bộ 1.xlsx', 'Danh sách chi bộ 1.xlsx', null],
    ['Danh sách.xlsx'.normalize('NFD'), 'Danh sách.xlsx', null],
    ['C:\\Users\\a\\bai.mp4', 'bai.mp4', null],
    ['../../etc/passwd', 'passwd', null],
    ['..', 'tep', null],
    ['.htaccess', 'htaccess', null],
    ['a\u0000b\r\nc.csv', 'abc.csv', null],
    ['danh-sach\u202exslx.exe', 'danh-sachxslx.exe', 'TURNED'],
    ['danh-sach.xlsx.exe', 'danh-sach.xlsx.exe', 'ACTIVE'],
    ['danh-sach.html.xlsx', 'danh-sach.html.xlsx', 'ACTIVE'],
    ['hinh.svg', 'hinh.svg', 'ACTIVE'],
    ['Nghị quyết 05.NQ.TW.docx', 'Nghị quyết 05.NQ.TW.docx', null],
    ['con.txt', '_con.txt', null],
    ['', 'tep', null],
  ])('%j → %j, %s', (given, name, problem) => expect(readFileName(given, 'tep')).toEqual({ name, problem }));

  test('are harmless whatever is sent, and stay what they are when read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const { name } = readFileName(given, 'tep');
        expect(name).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect([...name].length).toBeLessThanOrEqual(201);
        expect(name).not.toMatch(/^\.|^$/);
        expect(readFileName(name, 'tep').name).toBe(name);
      }),
    );
  });
});
