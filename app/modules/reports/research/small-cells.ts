/** What is known of somebody from elsewhere and could name them in a file without names. */
export interface Traits {
  unit: string;
  kind: string;
  age: string;
  keyCadre: string;
}

export const TRAITS = ['keyCadre', 'age', 'kind', 'unit'] as const satisfies readonly (keyof Traits)[];

/** In place of a value that was taken out. */
export const HIDDEN = '*';

/** Fewest people who share all their traits in a file. */
export const SMALLEST_CELL = 5;

const keyOf = (row: Traits): string => TRAITS.map((trait) => row[trait]).join('\u0000');

/**
 * Takes traits out of rows, one trait after the other (`TRAITS`, the least telling first), until every combination that is left is shared
 * by at least `k` rows; rows that cannot be hidden so are left out. Order is kept. Pure.
 */
export function suppressSmallCells<Row extends Traits>(
  rows: readonly Row[],
  k: number = SMALLEST_CELL,
): { rows: Row[]; generalised: number; left: number } {
  const result: Row[] = rows.map((row) => ({ ...row }));
  for (let depth = 1; depth <= TRAITS.length; depth++) {
    const small = smallOf(result, k);
    if (small.size === 0) break;
    for (const row of result)
      if (small.has(keyOf(row))) for (const trait of TRAITS.slice(0, depth)) row[trait] = HIDDEN as never;
  }
  const small = smallOf(result, k);
  const kept = result.filter((row) => !small.has(keyOf(row)));
  return {
    rows: kept,
    generalised: kept.filter((row) => TRAITS.some((trait) => row[trait] === HIDDEN)).length,
    left: result.length - kept.length,
  };
}

function smallOf(rows: readonly Traits[], k: number): Set<string> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count < k).map(([key]) => key));
}
