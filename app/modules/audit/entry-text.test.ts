import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { auditKeys, entryMac } from './audit-keys';
import { type EntryText, entryText, jsonbText } from './entry-text';

const entry: EntryText = {
  ...{ at: 1, action: 'a', actorAccountId: null, actorName: 'n', actor: null, targetType: 't', targetId: '1' },
  ...{ unitId: null, data: '{}', memberIds: [], requestId: null, address: null },
};

test('as Postgres prints a jsonb: keys by length then bytes, numbers without an exponent', () => {
  expect(jsonbText({ bb: 1, a: 'đ', c: [1.5e-7, 1e21, -0], A: null })).toBe(
    '{"A": null, "a": "đ", "c": [0.00000015, 1000000000000000000000, 0], "bb": 1}',
  );
  expect(jsonbText(undefined)).toBe('{}');
  expect(jsonbText({ gone: undefined, nul: 'a\0b', half: '\ud800x', tab: '\t\u0001"\\' })).toBe(
    '{"nul": "a\uFFFDb", "tab": "\\t\\u0001\\"\\\\", "half": "\uFFFDx"}',
  );
});

test('no two entries have one text: what one field loses another cannot gain', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
      fc.pre(a !== c || b !== d);
      expect(entryText({ ...entry, actorName: a, targetId: b })).not.toBe(
        entryText({ ...entry, actorName: c, targetId: d }),
      );
    }),
  );
  expect(entryText({ ...entry, requestId: '-' })).not.toBe(entryText({ ...entry, address: '-' }));
});

test('the first secret writes; another secret makes other codes', () => {
  const [first, second] = auditKeys(`${'a'.repeat(32)},${'b'.repeat(32)}`);
  const [alone] = auditKeys('b'.repeat(32));
  expect(second?.id).toBe(alone.id);
  expect(entryMac('x', first)).not.toEqual(entryMac('x', alone));
  expect(entryMac('x', first).subarray(0, 4).toString('hex')).toBe(first.id);
});
