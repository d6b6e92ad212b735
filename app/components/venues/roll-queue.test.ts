import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Mark, RollCallSummary } from '~/modules/venues/schema';
import { addTap, afterSent, type Pending, withPending } from './roll-queue';

test('tapping again keeps what was seen before the first tap', () => {
  const once = addTap({}, 5, true, null);
  expect(addTap(once, 5, false, true)).toEqual({ 5: { present: false, seen: null } });
});

test('what was tapped while a request was under way is sent next, by property', () => {
  const taps = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 12 });
  fc.assert(
    fc.property(taps, taps, (before, during) => {
      const add = (pending: Pending, list: [number, boolean][]) =>
        list.reduce((all, [id, present]) => addTap(all, id, present, null), pending);
      const sent = add({}, before);
      const left = afterSent(add(sent, during), sent);
      const wanted = new Map([...before, ...during]);
      const stored = new Map(before);
      for (const [id, { present }] of Object.entries(left)) stored.set(Number(id), present);
      expect(new Map([...stored].sort())).toEqual(new Map([...wanted].sort()));
    }),
  );
});

test('the sums always add up to everybody listed', () => {
  const mark = fc.option(fc.boolean(), { nil: null });
  fc.assert(
    fc.property(fc.array(mark, { minLength: 1, maxLength: 8 }), fc.array(mark, { maxLength: 8 }), (before, taps) => {
      const marks: Record<string, Mark> = Object.fromEntries(before.map((value, i) => [i, value]));
      let pending: Pending = {};
      taps.slice(0, before.length).forEach((present, i) => {
        if (present !== null) pending = addTap(pending, i, present, marks[i] ?? null);
      });
      const count = (value: Mark) => before.filter((each) => each === value).length;
      const summary: RollCallSummary = {
        ...{ listed: before.length, required: before.length, elsewhere: 0, walkIns: 0, waiting: 0 },
        ...{ present: count(true), absent: count(false), uncalled: count(null) },
      };
      const sums = withPending(summary, pending, marks, new Set());
      expect(sums.present + sums.absent + sums.uncalled).toBe(sums.listed);
      const final = before.map((value, i) => pending[i]?.present ?? value);
      expect(sums.present).toBe(final.filter((value) => value === true).length);
    }),
  );
});
