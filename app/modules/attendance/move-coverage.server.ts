import type { Prisma } from '~/platform/db';

/**
 * Which sessions' timelines are being moved: the writer holds it shared while it writes live claims, a move holds it alone, so that no
 * claim is written by the old place after everything was moved to the new one. Ends with the transaction.
 */
export const TIMELINE_LOCK = 0x1d1e;

/**
 * Moves what was covered of a session by so many seconds (negative: towards its beginning), cut to the new length; all members in one
 * statement. For a recording that begins later than its broadcast did. @returns how many members it touched
 */
export async function moveCoverage(
  { sessionId, by, seconds }: { sessionId: number; by: number; seconds: number },
  tx: Prisma.TransactionClient,
): Promise<number> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${TIMELINE_LOCK}::int, ${sessionId}::int)`;
  // In the writer's own order: what it writes of the recording meanwhile never waits for this crosswise.
  await tx.$executeRaw`select from session_coverage where session_id = ${sessionId} order by member_id for update`;
  return await tx.$executeRaw`
    update session_coverage c
       set (live, recording, covered, position) = (
         select new_live, new_recording, multirange_seconds(new_live + new_recording), greatest(0, least(${seconds}::int, c.position + ${by}::int))
           from (select coalesce((select range_agg(int4range(lower(r) + ${by}::int, upper(r) + ${by}::int)) from unnest(c.live) r), '{}')
                        * int4multirange(int4range(0, ${seconds}::int)) as new_live,
                        coalesce((select range_agg(int4range(lower(r) + ${by}::int, upper(r) + ${by}::int)) from unnest(c.recording) r), '{}')
                        * int4multirange(int4range(0, ${seconds}::int)) as new_recording) moved)
     where c.session_id = ${sessionId}`;
}
