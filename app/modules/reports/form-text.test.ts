import { describe, expect, test } from '@jest/globals';
import { fill, placeAndDate, referenceLine } from './form-text';
import { missingParts } from './missing-parts';

describe('placeAndDate', () => {
  test.each([
    ['2026-02-05', 'Hà Nội, ngày 05 tháng 02 năm 2026'],
    ['2026-01-31', 'Hà Nội, ngày 31 tháng 01 năm 2026'],
    ['2026-03-09', 'Hà Nội, ngày 09 tháng 3 năm 2026'],
    ['2026-11-22', 'Hà Nội, ngày 22 tháng 11 năm 2026'],
    [null, 'Hà Nội, ngày ….. tháng ….. năm 2026'],
  ])('%s', (day, text) => expect(placeAndDate('Hà Nội', day, 2026)).toBe(text));
});

test.each([
  ['5', 'Số 05-BC/ĐU'],
  ['12', 'Số 12-BC/ĐU'],
  ['', 'Số …..-BC/ĐU'],
])('number %p', (number, text) => expect(referenceLine(number, 'BC/ĐU')).toBe(text));

test('a placeholder without a value stays visible', () => {
  expect(fill('{{a}} và {{b}}', { a: 'một' })).toBe('một và {{b}}');
});

describe('missingParts', () => {
  const state = {
    ways: [1, 0, 3],
    sessionCount: 3,
    quizRequired: true,
    quizScore: null,
    quizPassed: false,
    paperRequired: true,
    paperDone: false,
  };
  test('names sessions, quiz and paper', () => {
    expect(missingParts(state)).toEqual(['chưa học buổi 2', 'chưa làm bài trắc nghiệm', 'chưa nộp bài thu hoạch']);
  });
  test('tells a failed quiz from none, and nothing is missing when all is done', () => {
    expect(missingParts({ ...state, ways: [1, 2, 3], quizScore: 4000, paperDone: true })).toEqual([
      'trắc nghiệm chưa đạt',
    ]);
    expect(missingParts({ ...state, ways: [1, 2, 3], quizScore: 9000, quizPassed: true, paperDone: true })).toEqual([]);
    expect(missingParts({ ...state, ways: [] })[0]).toBe('chưa học buổi 1, 2, 3');
  });
});
