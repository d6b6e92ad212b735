import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rateInBasisPoints } from '~/platform/format';
import { addInto, brokenSums, COUNT_FIELDS, emptyFigures, type Figures } from './figures';
import { buildRollUpTree, findNode, flatten, type UnitRow } from './roll-up-tree';

const BANDS = 4;
const SESSIONS = 2;

/** Sound figures of one cell, made from people rather than from numbers. */
const people = fc.array(
  fc.record({
    reason: fc.constantFrom('required', 'required', 'required', 'exempt', 'transferredOut', 'elsewhere' as const),
    way: fc.constantFrom('hall', 'online', 'makeUp', null),
    excused: fc.boolean(),
    probationary: fc.boolean(),
    keyCadre: fc.boolean(),
    band: fc.option(fc.nat(BANDS - 1), { nil: null }),
  }),
  { maxLength: 12 },
);

function count(list: typeof people extends fc.Arbitrary<infer T> ? T : never): Figures {
  const f = emptyFigures(BANDS, SESSIONS);
  for (const p of list) {
    f.total++;
    f[p.reason as 'required']++;
    if (p.reason !== 'required') continue;
    if (p.way) {
      f[p.way as 'hall']++;
      f.studied++;
    } else if (p.excused) f.excused++;
    else f.unexcused++;
    if (p.probationary) f.probationary++;
    if (p.keyCadre) {
      f.keyCadreRequired++;
      if (p.way) f.keyCadreStudied++;
    }
    if (p.band !== null) {
      f.quizTaken++;
      f.bands[p.band] = (f.bands[p.band] ?? 0) + 1;
    }
  }
  return f;
}

const tree = fc.array(fc.tuple(fc.nat(), people), { minLength: 1, maxLength: 25 }).map((list) =>
  list.map(
    ([parent, members], i): UnitRow => ({
      id: i + 1,
      parentId: i === 0 ? null : (parent % i) + 1,
      code: `U${i + 1}`,
      name: `Đơn vị ${i + 1}`,
      kind: 'CELL',
      position: i,
      own: count(members),
    }),
  ),
);

describe('buildRollUpTree', () => {
  test('a parent is its own people plus the sum over its children, in every field', () => {
    fc.assert(
      fc.property(tree, (rows) => {
        for (const node of flatten(buildRollUpTree(rows, 1))) {
          const expected = emptyFigures(BANDS, SESSIONS);
          addInto(expected, node.own);
          for (const child of node.children) addInto(expected, child.sum);
          expect(node.sum).toEqual(expected);
          expect(brokenSums(node.sum)).toEqual([]);
        }
      }),
    );
  });

  test('the order of the rows does not matter', () => {
    fc.assert(
      fc.property(tree, (rows) => {
        expect(buildRollUpTree([...rows].reverse(), 1)).toEqual(buildRollUpTree(rows, 1));
      }),
    );
  });

  test('every person is counted exactly once at the root', () => {
    fc.assert(
      fc.property(tree, (rows) => {
        const root = buildRollUpTree(rows, 1);
        for (const field of COUNT_FIELDS) {
          expect(root.sum[field]).toBe(rows.reduce((sum, row) => sum + row.own[field], 0));
        }
      }),
    );
  });

  test('the rate of a parent lies between the rates of its parts and is not their mean', () => {
    const own = (studied: number, required: number): Figures => ({
      ...emptyFigures(BANDS, SESSIONS),
      total: required,
      required,
      studied,
      hall: studied,
      unexcused: required - studied,
    });
    const row = (id: number, parentId: number | null, f: Figures): UnitRow => ({
      id,
      parentId,
      code: `U${id}`,
      name: '',
      kind: 'CELL',
      position: id,
      own: f,
    });
    const root = buildRollUpTree([row(1, null, own(0, 0)), row(2, 1, own(1, 1)), row(3, 1, own(0, 99))], 1);
    // The mean of 100 % and 0 % would be 50 %.
    expect(rateInBasisPoints(root.sum.studied, root.sum.required)).toBe(100);
  });

  test('rows outside the subtree are ignored and a missing root is an error', () => {
    const f = emptyFigures(BANDS, SESSIONS);
    const rows = [
      { id: 1, parentId: null, code: 'A', name: '', kind: 'BLOC', position: 0, own: f },
      {
        id: 2,
        parentId: 1,
        code: 'B',
        name: '',
        kind: 'CELL',
        position: 0,
        own: { ...f, total: 3, required: 3, unexcused: 3 },
      },
    ];
    const sub = buildRollUpTree(rows, 2);
    expect(sub.sum.total).toBe(3);
    expect(findNode(sub, 'A')).toBeNull();
    expect(() => buildRollUpTree(rows, 9)).toThrow();
  });
});
