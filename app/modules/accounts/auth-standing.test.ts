import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idleMinutes, isEnrolmentPath, isFactorDue, isFresh, isLocked } from './auth-standing';
import type { Role } from './schema';
import type { Grant } from './viewer';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23, 8);
const grant = (role: Role): Grant => ({ role, unitId: 1, unitCode: 'K', unitName: 'K', path: '1' });

describe('the idle lock', () => {
  test.each([
    [14, 15, false],
    [15, 15, false],
    [16, 15, true],
    [4, 5, false],
    [6, 5, true],
  ])('after %d quiet minutes of %d: %s', (quiet, minutes, locked) => {
    expect(isLocked({ lastSeenAt: NOW - quiet * MINUTE, now: NOW, minutes }, null)).toBe(locked);
  });

  test.each([
    ['watching since the page was opened', 59, 1, false],
    ['watching began within the limit', 46, 1, false],
    ['watching ended longer ago than the limit', 59, 16, true],
    ['somebody pressed play after the lock', 10, 0, true],
  ])('%s', (_name, since, last, locked) => {
    const run = { since: NOW - since * MINUTE, last: NOW - last * MINUTE };
    expect(isLocked({ lastSeenAt: NOW - 60 * MINUTE, now: NOW, minutes: 15 }, run)).toBe(locked);
  });

  test('beats that begin after the lock never open it, and without beats only the time counts', () => {
    const minute = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(fc.constantFrom(5, 15), minute, minute, minute, (minutes, quiet, since, last) => {
        const at = { lastSeenAt: NOW - quiet * MINUTE, now: NOW, minutes };
        const run = { since: NOW - since * MINUTE, last: NOW - Math.min(since, last) * MINUTE };
        const alone = isLocked(at, null);
        expect(alone).toBe(quiet > minutes);
        if (isLocked(at, run)) expect(alone).toBe(true);
        if (alone && since < quiet - minutes) expect(isLocked(at, run)).toBe(true);
      }),
    );
  });

  test('falls sooner for administrators, whatever else they are', () => {
    expect(idleMinutes([])).toBe(15);
    expect(idleMinutes([grant('SECRETARY'), grant('COMMITTEE')])).toBe(15);
    expect(idleMinutes([grant('SECRETARY'), grant('ADMINISTRATOR')])).toBe(5);
  });
});

test.each([
  [0, true],
  [5, true],
  [5.1, false],
])('a proof of %d minutes ago is fresh: %s', (minutes, fresh) => {
  expect(isFresh(new Date(NOW - minutes * MINUTE), new Date(NOW))).toBe(fresh);
});

test.each([
  [['MEMBER'], 'required', false],
  [[], 'required', false],
  [['MEMBER'], 'all', true],
  [['VENUE_CLERK'], 'required', true],
  [['MEMBER', 'ADMINISTRATOR'], 'required', true],
  [['ADMINISTRATOR'], 'optional', false],
] as const)('%j must have a second factor where it is %s: %s', (roles, mode, due) => {
  const grants = roles.map(grant);
  expect(isFactorDue({ grants }, false, mode)).toBe(due);
  expect(isFactorDue({ grants }, true, mode)).toBe(false);
});

test.each([
  ['/bao-mat/ung-dung', true],
  ['/bao-mat/ung-dung.data', true],
  ['/bao-mat', false],
  ['/bao-mat/ung-dung/x', false],
  ['/', false],
])('%s leads to a second factor: %s', (path, leads) => {
  expect(isEnrolmentPath(path)).toBe(leads);
});
