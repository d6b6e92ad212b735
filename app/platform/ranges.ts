/**
 * Half-open ranges of whole seconds, `[from, to)`. Pure and browser-safe: the beat client, the writer and the pages share it.
 * "Normal" ranges are sorted, disjoint, not touching and not empty, as Postgres writes a multirange.
 */
export type SecondRange = readonly [from: number, to: number];

/** The union of any ranges, normal. Empty and reversed ones are dropped. O(n log n). */
export function unionRanges(ranges: Iterable<SecondRange>): SecondRange[] {
  const sorted = [...ranges].filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0]);
  const union: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = union[union.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else union.push([from, to]);
  }
  return union;
}

/** Seconds in normal ranges. */
export function rangesLength(ranges: Iterable<SecondRange>): number {
  let total = 0;
  for (const [from, to] of ranges) total += to - from;
  return total;
}

/** What of `ranges` is not in `without`; both normal, so is the result. */
export function subtractRanges(ranges: readonly SecondRange[], without: readonly SecondRange[]): SecondRange[] {
  const rest: SecondRange[] = [];
  let i = 0;
  for (const [from, to] of ranges) {
    let at = from;
    while (i > 0 && (without[i - 1]?.[1] ?? 0) > from) i -= 1;
    for (; i < without.length; i += 1) {
      const [cutFrom, cutTo] = without[i] as SecondRange;
      if (cutFrom >= to) break;
      if (cutFrom > at) rest.push([at, Math.min(cutFrom, to)]);
      at = Math.max(at, cutTo);
      if (at >= to) break;
    }
    if (at < to) rest.push([at, to]);
  }
  return rest;
}

/** The first `seconds` of normal ranges in timeline order; the rest is trimmed from the end. */
export function takeSeconds(ranges: readonly SecondRange[], seconds: number): SecondRange[] {
  const taken: SecondRange[] = [];
  let left = Math.max(0, Math.floor(seconds));
  for (const [from, to] of ranges) {
    if (left <= 0) break;
    const end = Math.min(to, from + left);
    taken.push([from, end]);
    left -= end - from;
  }
  return taken;
}

/** What is missing of `[0, length)`. */
export const gapsOf = (covered: readonly SecondRange[], length: number): SecondRange[] =>
  subtractRanges([[0, length]], covered);

/** Postgres' text of a multirange: `{[0,15),[20,30)}`. */
export function toMultirange(ranges: readonly SecondRange[]): string {
  let text = '{';
  for (let i = 0; i < ranges.length; i += 1) {
    const range = ranges[i] as SecondRange;
    text += `${i === 0 ? '[' : ',['}${range[0]},${range[1]})`;
  }
  return `${text}}`;
}

/** Reads Postgres' canonical text of an int4multirange. */
export function fromMultirange(text: string): SecondRange[] {
  return [...text.matchAll(/\[(-?\d+),(-?\d+)\)/g)].map((match) => [Number(match[1]), Number(match[2])] as const);
}
