import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFieldCipher, SealBroken } from './field-cipher';
import { makeFieldKey, parseFieldKeys } from './field-keys';

const first = makeFieldKey();
const second = makeFieldKey(['k1']);
const make = (keys: string, sealing = true) =>
  createFieldCipher({ indexKey: 'an index key of the tests', sealing, readKeys: () => parseFieldKeys(keys) });
const place = { table: 'member', column: 'phone', row: 7 };

describe('sealed fields', () => {
  test('open to what was sealed, whatever it was, and never look the same twice', () => {
    const cipher = make(first);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const sealed = cipher.seal(text, place);
        expect(cipher.open(sealed, place)).toBe(text);
        expect(cipher.seal(text, place)).not.toBe(sealed);
        if (text.length > 8) expect(sealed).not.toContain(text);
      }),
    );
  });

  test.each([
    ['another row', { ...place, row: 8 }],
    ['another column', { ...place, column: 'email' }],
    ['another table', { ...place, table: 'account' }],
  ])('do not open in %s', (_, elsewhere) => {
    const cipher = make(first);
    expect(() => cipher.open(cipher.seal('0912345678', place), elsewhere)).toThrow(SealBroken);
  });

  test('do not open when any character was changed', () => {
    const cipher = make(first);
    const sealed = cipher.seal('0912345678', place);
    fc.assert(
      fc.property(fc.nat(sealed.length - 2), fc.constantFrom('A', 'b', '7', '-', '.'), (at, char) => {
        fc.pre(sealed[at] !== char);
        expect(() => cipher.open(sealed.slice(0, at) + char + sealed.slice(at + 1), place)).toThrow(SealBroken);
      }),
    );
  });

  test.each([
    '',
    'v1',
    'v1.k1',
    'v1.k1.',
    'v1.k1.AAAA',
    'v2.k1.AAAA',
    'v1.k9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '0912345678',
  ])('refuse %j without showing it', (text) => {
    const cipher = make(first);
    expect(() => cipher.open(text, place)).toThrow('member.phone of row 7 cannot be opened');
  });

  test('the first key seals, all of them open, and a key that is gone opens nothing', () => {
    const old = make(first).seal('một', place);
    const both = make(`${second},${first}`);
    expect(both.currentKey()).toBe('k2');
    expect(both.open(old, place)).toBe('một');
    const fresh = both.seal('hai', place);
    expect(fresh.startsWith('v1.k2.')).toBe(true);
    expect(() => make(first).open(fresh, place)).toThrow(SealBroken);
  });

  test('a key that came while the process ran is found in the file', () => {
    let text = first;
    const running = createFieldCipher({ indexKey: 'x', sealing: true, readKeys: () => parseFieldKeys(text) });
    const fresh = make(`${second}\n${first}`).seal('ba', place);
    text = `${second}\n${first}`;
    expect(running.open(fresh, place)).toBe('ba');
    expect(running.currentKey()).toBe('k2');
  });

  test('the index is the same for the same text, and apart for each purpose and index key', () => {
    const cipher = make(first);
    expect(cipher.index('000370001152', 'card')).toBe(make(second).index('000370001152', 'card'));
    expect(cipher.index('000370001152', 'card')).toMatch(/^[\w-]{22}$/);
    expect(cipher.index('000370001152', 'card')).not.toBe(cipher.index('000370001152', 'email'));
    const other = createFieldCipher({ indexKey: 'y', sealing: true, readKeys: () => parseFieldKeys(first) });
    expect(cipher.index('1', 'card')).not.toBe(other.index('1', 'card'));
  });

  test.each([
    ['', 'holds no key'],
    ['k1:abc', 'key 1 is not'],
    [`${first},k1:${'0'.repeat(64)}`, 'twice'],
  ])('keys %j are refused', (text, message) => {
    expect(() => parseFieldKeys(text)).toThrow(message);
  });
});
