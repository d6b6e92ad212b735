import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CODE_ALPHABET, makeResetCode, readResetCode } from './reset-code';

test('codes are ten characters that nobody mistakes for another', () => {
  for (let i = 0; i < 500; i++) expect(makeResetCode()).toMatch(/^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$/);
  for (const char of '0O1IL') expect(CODE_ALPHABET).not.toContain(char);
  expect(new Set(Array.from({ length: 500 }, makeResetCode)).size).toBe(500);
});

test('however it is typed, it is read as it was printed', () => {
  fc.assert(
    fc.property(fc.constantFrom(' ', '-', '.', '', '  – '), fc.boolean(), (gap, small) => {
      const code = makeResetCode();
      const typed = [...code.replace('-', '')].join(gap);
      expect(readResetCode(small ? typed.toLowerCase() : ` ${typed} `)).toBe(code);
    }),
  );
});

test.each(['', 'ABCDE', 'ABCDE-2345', 'ABCDE-23450', 'ABCDE-234567', 'ĐBCDE-23456', '😀😀😀😀😀'])(
  '%j is no code',
  (text) => {
    expect(readResetCode(text)).toBeNull();
  },
);
