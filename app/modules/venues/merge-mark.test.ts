import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeMark, type StoredMark } from './merge-mark';
import type { MarkEntry } from './schema';

const me = { venueId: 1, accountId: 10 };
const tap = (present: boolean, seen: boolean | null): MarkEntry => ({ memberId: 5, present, seen });
const stored = (present: boolean, venueId: number | null = 1, recordedById = 20): StoredMark => ({
  ...{ present, venueId, recordedById },
});

describe.each([
  ['nobody called yet', tap(true, null), undefined, 'RECORD'],
  ['the same again', tap(true, null), stored(true), 'SAME'],
  ['absent already, called at another hall', tap(false, null), stored(false, 2), 'SAME'],
  ['I saw it and change it', tap(false, true), stored(true), 'RECORD'],
  ['another clerk wrote it after my page was loaded', tap(false, null), stored(true), 'CHANGED'],
  ['I wrote it myself, the answer was lost', tap(false, null), stored(true, 1, 10), 'RECORD'],
  ['present in another hall', tap(true, null), stored(true, 2), 'ELSEWHERE'],
  ['present in another hall, said absent here', tap(false, true), stored(true, 2), 'ELSEWHERE'],
  ['absent in another hall, present here', tap(true, false), stored(false, 2), 'RECORD'],
  ['present by the secretary, in no hall', tap(true, true), stored(true, null), 'RECORD'],
] as const)('%s', (_, entry, now, expected) => {
  test(`→ ${expected}`, () => {
    expect(mergeMark(entry, now, me)).toBe(expected);
  });
});

test('sending a tap twice never records it twice, by property', () => {
  const mark = fc.option(fc.boolean(), { nil: null });
  const record = fc.option(
    fc.record({
      present: fc.boolean(),
      venueId: fc.option(fc.constantFrom(1, 2), { nil: null }),
      recordedById: fc.constantFrom(10, 20, null),
    }),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.boolean(), mark, record, (present, seen, before) => {
      const entry = tap(present, seen);
      const first = mergeMark(entry, before, me);
      const after = first === 'RECORD' ? { present, venueId: 1, recordedById: 10 } : before;
      const second = mergeMark(entry, after, me);
      expect(second).toBe(first === 'RECORD' ? 'SAME' : first);
    }),
  );
});

test('two clerks who saw the same page: the first one’s word stands, the second is told', () => {
  fc.assert(
    fc.property(fc.boolean(), (present) => {
      const other = mergeMark(tap(!present, null), { present, venueId: 1, recordedById: 20 }, me);
      expect(other).toBe('CHANGED');
    }),
  );
});
