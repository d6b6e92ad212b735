import { expect, test } from '@jest/globals';
import { translationOf } from '~/platform/i18n/i18n';
import { remainingTime } from './remaining-time';

const { t } = translationOf('vi');
const minute = 60_000;

test.each([
  [-5, 'đã hết giờ'],
  [0, 'đã hết giờ'],
  [1, 'còn 0:01'],
  [65_000, 'còn 1:05'],
  [10 * minute, 'còn 10:00'],
  [42 * minute, 'còn 42 phút'],
  [90 * minute, 'còn 1 giờ 30 phút'],
  [51 * 60 * minute, 'còn 2 ngày 3 giờ'],
])('%d ms left reads %s', (ms, words) => {
  expect(remainingTime(ms, t)).toBe(words);
});
