import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HIDDEN, SMALLEST_CELL, suppressSmallCells, TRAITS, type Traits } from './small-cells';

const row = (unit: string, age = '40–49', kind = 'Chính thức', keyCadre = 'Không'): Traits => ({
  unit,
  kind,
  age,
  keyCadre,
});
const many = (n: number, one: Traits) => Array.from({ length: n }, () => one);

test('five alike stay as they are', () => {
  const rows = many(5, row('A'));
  expect(suppressSmallCells(rows)).toEqual({ rows, generalised: 0, left: 0 });
});

test('the one key cadre among many loses only that trait', () => {
  const { rows, generalised, left } = suppressSmallCells([
    ...many(9, row('A')),
    row('A', '40–49', 'Chính thức', 'Có'),
    ...many(4, { ...row('A'), keyCadre: 'Có', age: '50–59' }),
    ...many(1, { ...row('A'), age: '50–59' }),
  ]);
  expect([generalised, left]).toEqual([5, 1]);
  expect(rows.filter((one) => one.keyCadre === HIDDEN)).toHaveLength(5);
});

test('a handful of people in all is left out altogether', () => {
  expect(suppressSmallCells(many(4, row('A')))).toEqual({ rows: [], generalised: 0, left: 4 });
});

test('whatever the people: every combination that is left is shared by five, nobody is added, traits are only taken out', () => {
  const trait = (...values: string[]) => fc.constantFrom(...values);
  const person = fc.record({
    id: fc.nat(),
    unit: trait('A', 'B', 'C', 'D'),
    kind: trait('Chính thức', 'Dự bị'),
    age: trait('<30', '30–39', '40–49', '60+'),
    keyCadre: trait('Có', 'Không'),
  });
  fc.assert(
    fc.property(fc.array(person, { maxLength: 120 }), (people) => {
      const { rows, left } = suppressSmallCells(people);
      expect(rows.length + left).toBe(people.length);
      const counts = new Map<string, number>();
      for (const one of rows) {
        const key = TRAITS.map((name) => one[name]).join('|');
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(SMALLEST_CELL);
      const given = [...people];
      for (const one of rows) {
        const at = given.findIndex(
          (p) => p.id === one.id && TRAITS.every((name) => one[name] === HIDDEN || one[name] === p[name]),
        );
        expect(at).toBeGreaterThanOrEqual(0);
        given.splice(at, 1);
      }
    }),
  );
});
