import type { PoolClient } from 'pg';
import type { Prisma } from '~/platform/db';
import { asPart } from '~/platform/row-scope';

/**
 * Which sessions' timelines are being moved: the writer holds it shared while it writes claims, a move holds it alone, so that no
 * claim is written by the old place after everything was moved to the new one. Ends with the transaction.
 */
export const TIMELINE_LOCK = 0x1d1e;

/** A recording's part of a session's untrimmed timeline. Coverage counts from its beginning; what lies outside of it is kept apart. */
export interface TimelineCut {
  /** Whole seconds of the untrimmed timeline before the recording's second 0. */
  offset: number;
  /** Length; null: no recording, everything from `offset` on. */
  seconds: number | null;
}

/** Without a recording, coverage counts in seconds of the untrimmed timeline. */
export const UNCUT: TimelineCut = { offset: 0, seconds: null };

const shifted = (column: string, by: string) =>
  `coalesce((select range_agg(int4range(lower(r) + ${by}, upper(r) + ${by})) from unnest(${column}) r), '{}')`;

/** $1 session, $2 offset now, $3 offset then, $4 seconds then or null, $5 members or null: all. */
const LOCK_ROWS = `
  select from session_coverage
   where session_id = $1 and ($5::int[] is null or member_id = any($5::int[])) and $2::int is not null and $3::int is not null and ($4::int is null or true)
   order by member_id for update`;

const MOVE = `
  update session_coverage c
     set (live, recording, live_cut, recording_cut, covered, position) = (
       select new_live, new_recording, whole_live - window_then, whole_recording - window_then,
              multirange_seconds(new_live + new_recording),
              greatest(0, least(coalesce($4::int, 2147483647), c.position + $2::int - $3::int))
         from (select *, ${shifted('whole_live * window_then', '(- $3::int)')} as new_live,
                      ${shifted('whole_recording * window_then', '(- $3::int)')} as new_recording
                 from (select ${shifted('c.live', '$2::int')} + c.live_cut as whole_live,
                              ${shifted('c.recording', '$2::int')} + c.recording_cut as whole_recording,
                              int4multirange(int4range($3::int, $3::int + $4::int)) as window_then) whole
                offset 0) moved)
   where c.session_id = $1 and ($5::int[] is null or c.member_id = any($5::int[]))
     and ($2::int <> $3::int or c.live_cut <> '{}' or c.recording_cut <> '{}'
          or not (c.live + c.recording) <@ int4multirange(int4range(0, $4::int)))`;

interface Move {
  sessionId: number;
  from: TimelineCut;
  to: TimelineCut;
  /** Absent: everybody's. */
  memberIds?: readonly number[];
}

const values = ({ sessionId, from, to, memberIds }: Move) => [
  ...[sessionId, from.offset, to.offset, to.seconds, memberIds ?? null],
];

/**
 * Moves what was covered of a session from one cut of its timeline to another, all members in one statement. Nothing is lost: what the
 * new cut leaves out waits beside it, so cutting again or back is the same as having cut so at once. For whoever trims, replaces or
 * removes a recording, in that transaction. @returns how many members' coverage it touched
 */
export async function moveCoverage(move: Omit<Move, 'memberIds'>, tx: Prisma.TransactionClient): Promise<number> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${TIMELINE_LOCK}::int, ${move.sessionId}::int)`;
  return asPart('figures', async () => {
    // In the writer's own order: what it writes meanwhile never waits for this crosswise.
    await tx.$queryRawUnsafe(LOCK_ROWS, ...values(move));
    return await tx.$executeRawUnsafe(MOVE, ...values(move));
  });
}

/** The same for some members, by the writer, which holds the timeline still already. */
export async function moveMembersCoverage(move: Required<Move>, client: PoolClient): Promise<void> {
  await client.query(LOCK_ROWS, values(move));
  await client.query(MOVE, values(move));
}
