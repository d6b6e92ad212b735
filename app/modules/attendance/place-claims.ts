import { rangesLength, type SecondRange } from '~/platform/ranges';
import type { Claim } from './beat';
import type { TimelineCut } from './move-coverage.server';

export interface PlacedClaims {
  /** Within the recording that plays now, in its seconds. */
  inside: Claim[];
  /** With seconds that the recording leaves out; in seconds of the untrimmed timeline. */
  outside: Claim[];
}

/**
 * Where claims belong by now: a live one counts in the untrimmed timeline, one of a recording from where that recording began when the
 * ticket was issued; a trim may have come between. `cuts`: of the sessions that have a recording. Pure.
 */
export function placeClaims(claims: readonly Claim[], cuts: ReadonlyMap<number, TimelineCut>): PlacedClaims {
  const placed: PlacedClaims = { inside: [], outside: [] };
  for (const claim of claims) {
    const cut = cuts.get(claim.sessionId);
    const from = claim.source === 'LIVE' ? 0 : (claim.offset ?? cut?.offset ?? 0);
    const to = cut?.offset ?? 0;
    const end = cut?.seconds ?? Number.POSITIVE_INFINITY;
    const last = claim.ranges[claim.ranges.length - 1]?.[1] ?? 0;
    const fits = (claim.ranges[0]?.[0] ?? 0) + from >= to && last + from - to <= end;
    if (fits) placed.inside.push(from === to ? claim : moved(claim, from - to));
    else placed.outside.push(moved(claim, from));
  }
  return placed;
}

function moved(claim: Claim, by: number): Claim {
  const ranges = claim.ranges.map(([from, to]): SecondRange => [from + by, to + by]);
  return { ...claim, ranges, seconds: rangesLength(ranges), position: Math.max(0, claim.position + by) };
}
