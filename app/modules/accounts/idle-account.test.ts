import { expect, test } from '@jest/globals';
import { dueStop, idleSince, idleWarning } from './idle-account';

const day = (n: number) => new Date(Date.UTC(2026, 9, 1) + n * 86_400_000);

test('an account is idle since it was last taken into use: sign-in, creation or an administrator’s hand', () => {
  expect(idleSince({ lastSignInAt: null, createdAt: day(1), enabledAt: null })).toEqual(day(1));
  expect(idleSince({ lastSignInAt: day(5), createdAt: day(1), enabledAt: null })).toEqual(day(5));
  expect(idleSince({ lastSignInAt: day(5), createdAt: day(1), enabledAt: day(9) })).toEqual(day(9));
});

test.each([
  [34, null],
  [35, day(45)],
  [44, day(45)],
  [46, day(45)],
])('on day %d of 45 it is due', (today, due) => {
  expect(dueStop(day(0), day(today), 45)).toEqual(due);
});

test.each([
  [10, null],
  [22, null],
  [23, { away: 23, days: 45 }],
])('who was away for %d days is told', (away, told) => {
  expect(idleWarning({ previousSignInAt: day(0), now: day(away), days: 45 })).toEqual(told);
  expect(idleWarning({ previousSignInAt: null, now: day(away), days: 45 })).toBeNull();
});
