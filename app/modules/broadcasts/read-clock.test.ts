import { expect, test } from '@jest/globals';
import { readClock } from './read-clock';

test.each([
  ['1:02:03', 3723],
  ['02:03', 123],
  ['90:00', 5400],
  ['123', 123],
  [' 0:05 ', 5],
  ['', null],
  ['1:60', Number.NaN],
  ['1:75:00', Number.NaN],
  ['-5', Number.NaN],
  ['một phút', Number.NaN],
  ['1:2:3:4', Number.NaN],
])('%j', (text, seconds) => {
  expect(readClock(text)).toEqual(seconds);
});
