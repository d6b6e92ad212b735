import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findMarkInName, findSecrecyMark } from './secrecy-mark';

const MARKED: [string, string][] = [
  ['MẬT', 'MẬT'],
  ['Mật', 'MẬT'],
  ['(MẬT)', 'MẬT'],
  ['TÀI LIỆU MẬT', 'MẬT'],
  ['Độ mật: TUYỆT MẬT', 'TUYỆT MẬT'],
  ['Độ mật: Mật', 'MẬT'],
  ['mức độ mật : tối mật', 'TỐI MẬT'],
  ['tuyệt mật', 'TUYỆT MẬT'],
  ['TỐI  MẬT\nSố 01', 'TỐI MẬT'],
  ['Số 05-BC/ĐU\n\tTUYỆT MẬT\t', 'TUYỆT MẬT'],
  ['TUYỆT-MẬT', 'TUYỆT MẬT'],
  ['M Ậ T', 'MẬT'],
  ['T Ố I  M Ậ T', 'TỐI MẬT'],
  ['T U Y Ệ T   M Ậ T', 'TUYỆT MẬT'],
  ['T.U.Y.Ệ.T M.Ậ.T', 'TUYỆT MẬT'],
  ['MẬ\u200bT', 'MẬT'],
  ['TUYET MAT', 'TUYỆT MẬT'],
  ['Bản này ghi MẬT ở góc', 'MẬT'],
];
const CLEAN = [
  'bí mật nhà nước',
  'QUY ĐỊNH BẢO VỆ BÍ MẬT NHÀ NƯỚC',
  'công tác BẢO MẬT',
  'B Ả O M Ậ T',
  'MẬT KHẨU CỦA ĐỒNG CHÍ',
  'ĐỘ MẬT',
  'MẬT ĐỘ DÂN SỐ',
  'MẬT ONG BẠC HÀ',
  'QUAN HỆ MẬT THIẾT VỚI NHÂN DÂN',
  'CƠ MẬT VIỆN',
  'mật',
  'phân loại mật, tối mật và tuyệt mật theo luật',
  'Mật khẩu phải có mười hai ký tự',
  'MẬTX',
  'Nguyễn Thị Mật Nhân',
  'TÔI MẤT THẺ',
  'TOI MAT THE roi',
  'm a t e',
  '',
];

describe('marks in a text', () => {
  test.each(MARKED)('%j: %s', (text, mark) => {
    expect(findSecrecyMark(text)).toBe(mark);
    expect(findSecrecyMark(text.normalize('NFD'))).toBe(mark);
  });

  test.each(CLEAN)('%j: none', (text) => {
    expect(findSecrecyMark(text)).toBeNull();
    expect(findSecrecyMark(text.normalize('NFD'))).toBeNull();
  });

  test('a mark on a line of its own is found in any text, and clean lines stay clean in any company', () => {
    const line = fc.constantFrom(...CLEAN, 'Nghị quyết số 05', 'Đảng ủy khối 2026', '1.931.097');
    fc.assert(
      fc.property(fc.array(line), fc.array(line), fc.constantFrom(...MARKED), (before, after, [text, mark]) => {
        expect(findSecrecyMark([...before, ...after].join('\n'))).toBeNull();
        expect(findSecrecyMark([...before, text, ...after].join('\n'))).toBe(mark);
      }),
    );
  });

  test('looks at a million characters in no time, however they are chosen', () => {
    const worst = ['m '.repeat(500_000), 'M Ậ '.repeat(250_000), 'mt'.repeat(500_000), `${' '.repeat(999_999)}m`];
    const began = performance.now();
    for (const text of worst) findSecrecyMark(text);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('marks in a file’s name', () => {
  test.each([
    ['TUYỆT MẬT bao cao.docx', 'TUYỆT MẬT'],
    ['bao-cao_toi-mat.docx', null],
    ['BC_TOI_MAT.docx', 'TỐI MẬT'],
    ['TUYETMAT.pdf', 'TUYỆT MẬT'],
    ['Công văn tối mật.pdf', 'TỐI MẬT'],
    ['Mật_BC-05.xlsx', 'MẬT'],
    ['05-BC-MẬT.xlsx', 'MẬT'],
    ['05-BC (Mật).xlsx', 'MẬT'],
    ['MẬT.pdf'.normalize('NFD'), 'MẬT'],
    ['Bảo vệ bí mật nhà nước.mp4', null],
    ['Bài 3_Bí_mật_nhà_nước.mp4', null],
    ['BẢO MẬT THÔNG TIN.pptx', null],
    ['Danh sách mật khẩu cũ.xlsx', null],
    ['Nguyen Van Mat.xlsx', null],
    ['danh sách đảng viên.xlsx', null],
  ])('%s: %s', (name, mark) => expect(findMarkInName(name)).toBe(mark));
});
