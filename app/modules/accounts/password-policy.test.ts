import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commonPasswords, parseCommonPasswords } from './common-passwords.server';
import { PASSWORD_MIN, refusePassword } from './password-policy';

const common = parseCommonPasswords(readFileSync('content/common-passwords.txt', 'utf8'));

test('the whole list has the commonest of published breaches, dressed up or not, and leaves sentences alone', async () => {
  const list = await commonPasswords();
  expect(list.size).toBeGreaterThan(49_000);
  expect([...list].filter((word) => word.length >= PASSWORD_MIN).length).toBeGreaterThan(300);
  const verdict = (password: string) => refusePassword(password, 'nguyen.van.an', list);
  for (const password of ['1q2w3e4r5t6y', 'Anhyeuem123456', 'unbelievable', 'dragon-dragon-dragon'])
    expect([password, verdict(password)]).toEqual([password, 'COMMON']);
  for (const sentence of ['mưa rơi trên mái ngói', 'bốn con mèo ngủ trưa', 'sông dài cá lội biệt tăm'])
    expect([sentence, verdict(sentence)]).toEqual([sentence, null]);
});

describe('a new password', () => {
  test.each([
    ['ngắn quá', 'TOO_SHORT'],
    ['Matkhau@2026!', 'COMMON'],
    ['Mật khẩu 2026', 'COMMON'],
    ['password12345', 'COMMON'],
    ['matkhaumatkhau', 'COMMON'],
    ['Đảng Cộng sản Việt Nam', 'COMMON'],
    ['xin.nguyen.van.an.2026', 'HAS_USERNAME'],
    ['NGUYEN VAN AN xin chào', 'HAS_USERNAME'],
    ['123456789012', 'TOO_PLAIN'],
    ['987654321098', 'TOO_PLAIN'],
    ['aaaaaaaaaaaaaaa', 'TOO_PLAIN'],
    ['1212121212121212', 'TOO_PLAIN'],
    ['x'.repeat(201), 'TOO_LONG'],
    ['mưa rơi trên mái ngói', null],
    ['t4Kq-9vLm-2xRw', null],
    ['bốn con mèo ngủ trưa', null],
  ])('%s → %s', (password, refusal) => {
    expect(refusePassword(password, 'nguyen.van.an', common)).toBe(refusal);
  });

  test('is never accepted below the minimum, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: PASSWORD_MIN - 1, unit: 'grapheme' }), (password) => {
        fc.pre([...password.normalize('NFC')].length < PASSWORD_MIN);
        expect(refusePassword(password, 'x', common)).toBe('TOO_SHORT');
      }),
    );
  });
});
