import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCalendar } from './read-privacy-content.server';
import { addWorkingDays, isWorkingDay, workingDaysBetween } from './working-days';

const calendar = readCalendar();

test.each([
  ['a Monday', '2026-11-23', 2, '2026-11-25'],
  ['a Friday: the weekend does not count', '2026-11-20', 2, '2026-11-24'],
  ['a Saturday counts from Monday', '2026-11-21', 1, '2026-11-23'],
  ['ten days are two weeks', '2026-11-23', 10, '2026-12-07'],
  ['twenty days over New Year', '2026-12-14', 20, '2027-01-12'],
  ['over Tết', '2026-02-13', 2, '2026-02-24'],
  ['Giỗ Tổ is made up on Monday, then 30/4 and 1/5', '2026-04-24', 3, '2026-05-04'],
  ['a Saturday on which people work in exchange', '2026-08-21', 2, '2026-08-24'],
  ['none', '2026-11-21', 0, '2026-11-21'],
])('%s', (_, from, count, expected) => {
  expect(addWorkingDays(from, count, calendar)).toBe(expected);
});

test.each([
  ['2026-11-23', '2026-11-25', 2],
  ['2026-11-25', '2026-11-23', -2],
  ['2026-11-23', '2026-11-23', 0],
  ['2026-11-21', '2026-11-22', 0],
])('from %s to %s there are %d working days', (from, until, expected) => {
  expect(workingDaysBetween(from, until, calendar)).toBe(expected);
});

test('the day found is a working day, and exactly so many lie before it', () => {
  const days = fc
    .integer({ min: 0, max: 700 })
    .map((n) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 25 }), (day, count) => {
      const due = addWorkingDays(day, count, calendar);
      expect(isWorkingDay(due, calendar)).toBe(true);
      expect(workingDaysBetween(day, due, calendar)).toBe(count);
    }),
  );
});

test('each make-up day is at a weekend, each holiday is named', () => {
  const file = JSON.parse(readFileSync('content/privacy/holidays.json', 'utf8')) as {
    holidays: { day: string; name: string }[];
    makeUpDays: { day: string }[];
  };
  for (const { day } of file.makeUpDays) expect([0, 6]).toContain(new Date(day).getUTCDay());
  for (const { day, name } of file.holidays)
    expect([name.length > 3, [0, 6].includes(new Date(day).getUTCDay())]).toEqual([true, false]);
});
