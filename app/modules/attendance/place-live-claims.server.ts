import type { PoolClient } from 'pg';
import { rangesLength, type SecondRange } from '~/platform/ranges';
import type { Claim } from './beat';
import { TIMELINE_LOCK } from './move-coverage.server';

interface Placed {
  session_id: number;
  live_offset: number;
  timeline_seconds: number;
}

/**
 * What was watched live and is written after the recording was published: moved by what was cut off its beginning, and cut to its length.
 * Call it in the writer's transaction: it holds the sessions' timelines still until the end of it.
 */
export async function placeLiveClaims(claims: readonly Claim[], client: PoolClient): Promise<Claim[]> {
  const live = claims.filter(({ source }) => source === 'LIVE').map(({ sessionId }) => sessionId);
  const sessions = [...new Set(live)].sort((a, b) => a - b);
  await client.query('select pg_advisory_xact_lock_shared($1, s) from unnest($2::int[]) s', [TIMELINE_LOCK, sessions]);
  const { rows } = await client.query<Placed>(
    'select session_id, live_offset, timeline_seconds from recording where session_id = any($1::int[])',
    [sessions],
  );
  const places = new Map(rows.map((row) => [row.session_id, row]));
  return claims.flatMap((claim) => {
    const place = claim.source === 'LIVE' ? places.get(claim.sessionId) : undefined;
    return place ? moved(claim, { offset: place.live_offset, length: place.timeline_seconds }) : [claim];
  });
}

/** Nothing when all of it was cut off. */
function moved(claim: Claim, { offset, length }: { offset: number; length: number }): Claim[] {
  const within = (second: number) => Math.min(length, Math.max(0, second - offset));
  const ranges = claim.ranges
    .map(([from, to]): SecondRange => [within(from), within(to)])
    .filter(([from, to]) => from < to);
  if (ranges.length === 0) return [];
  return [{ ...claim, ranges, seconds: rangesLength(ranges), position: within(claim.position) }];
}
