import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isScreenToken,
  makeCode,
  makeScreenToken,
  nextCodeIn,
  readCode,
  readScanned,
  signScanned,
  venueKey,
  venueOfToken,
} from './check-in-code';
import { CODE_STEP_MS, CODE_VALID_MS, CODES_AHEAD, codeAfter, SCANNED_VALID_MS } from './schema';

const key = venueKey('a secret for the tests of codes and nothing else');
const NOW = 1_764_000_000_000;
const id = fc.integer({ min: 1, max: 999_999_999 });
const moment = fc.integer({ min: NOW, max: NOW + 86_400_000 });

describe('the code on the screen', () => {
  test('is taken while it is shown and for the rest of 90 s, by property', () => {
    fc.assert(
      fc.property(id, moment, fc.integer({ min: 0, max: 300_000 }), (venueId, at, later) => {
        const since = at - (at % CODE_STEP_MS);
        const expected =
          at + later - since < CODE_VALID_MS ? { ok: true, venueId } : { ok: false, reason: 'EXPIRED' as const };
        expect(readCode(makeCode(venueId, at, key), at + later, key)).toEqual(expected);
      }),
    );
  });
  test('changes every 30 s, and everybody who sees the last of its moments has 60 s left', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const wait = nextCodeIn(at);
        expect(makeCode(7, at + wait - 1, key)).toBe(makeCode(7, at, key));
        expect(makeCode(7, at + wait, key)).not.toBe(makeCode(7, at, key));
        expect(readCode(makeCode(7, at, key), at + wait + 59_999, key).ok).toBe(true);
      }),
    );
  });
  test('of those that a screen was given ahead, it always shows the one of the moment, and none when they are used up', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 240_000 }), (at, later) => {
        const codes = Array.from({ length: CODES_AHEAD }, (_, step) => makeCode(7, at + step * CODE_STEP_MS, key));
        const shown = codeAfter({ codes, nextIn: nextCodeIn(at) }, later);
        const steps = Math.floor((at + later) / CODE_STEP_MS) - Math.floor(at / CODE_STEP_MS);
        expect(shown).toBe(steps < CODES_AHEAD ? makeCode(7, at + later, key) : null);
      }),
    );
    expect(codeAfter({ codes: [], nextIn: 1 }, 0)).toBeNull();
  });
  test('one changed letter makes it a forgery', () => {
    const code = makeCode(7, NOW, key);
    for (let i = 0; i < code.length; i += 1) {
      const other = code[i] === 'A' ? 'B' : 'A';
      expect(readCode(code.slice(0, i) + other + code.slice(i + 1), NOW, key).ok).toBe(false);
    }
    for (const text of ['', 'a', '../../etc/passwd', '%00', 'x'.repeat(27)])
      expect(readCode(text, NOW, key)).toEqual({ ok: false, reason: 'FORGED' });
  });
  test('of another installation is a forgery', () => {
    expect(readCode(makeCode(7, NOW, venueKey('another secret, of another place altogether')), NOW, key)).toEqual({
      ok: false,
      reason: 'FORGED',
    });
  });
});

test('a scan belongs to one account and to five minutes', () => {
  const ticket = signScanned({ venueId: 7, accountId: 3 }, NOW, key);
  expect(readScanned(ticket, 3, NOW + SCANNED_VALID_MS - 1, key)).toEqual({ ok: true, venueId: 7 });
  expect(readScanned(ticket, 3, NOW + SCANNED_VALID_MS, key)).toEqual({ ok: false, reason: 'EXPIRED' });
  expect(readScanned(ticket, 4, NOW, key)).toEqual({ ok: false, reason: 'FORGED' });
  expect(readScanned(`8${ticket.slice(1)}`, 3, NOW, key)).toEqual({ ok: false, reason: 'FORGED' });
});

test('a screen’s link opens one hall until a new one is made', () => {
  const token = makeScreenToken({ venueId: 7, linkVersion: 1 }, key);
  expect(venueOfToken(token)).toBe(7);
  expect(isScreenToken(token, { venueId: 7, linkVersion: 1 }, key)).toBe(true);
  expect(isScreenToken(token, { venueId: 7, linkVersion: 2 }, key)).toBe(false);
  expect(isScreenToken(token, { venueId: 8, linkVersion: 1 }, key)).toBe(false);
  expect([venueOfToken('7'), venueOfToken('0-aaaaaaaaaaaaaaaa'), venueOfToken("7-'")]).toEqual([null, null, null]);
});
