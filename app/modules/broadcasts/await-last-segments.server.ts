import type { Services } from '~/platform/services';

/** The last segment is cut, encrypted and stored within this time after the end, or will not come. */
const PATIENCE_MS = 6_000;
const ASK_MS = 200;

const COMPLETE = `
  select b.ended_at as "endedAt",
         not exists (select from broadcast_part p where p.broadcast_id = b.id and p.ended_at is null)
         or exists (select from broadcast_segment g join broadcast_part p on p.id = g.part_id
                     where p.broadcast_id = b.id and g.program_at + make_interval(secs => g.duration_ms / 1000.0) >= b.ended_at)
         as complete
    from broadcast b where b.id = $1`;

/** Waits until everything that was broadcast before the end lies in storage, or the ingest had its time. */
export async function awaitLastSegments(
  { pool, clock }: Pick<Services, 'pool' | 'clock'>,
  { broadcastId, signal }: { broadcastId: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await pool.query<{ endedAt: Date | null; complete: boolean }>(COMPLETE, [broadcastId]);
    const row = rows[0];
    if (!row?.endedAt || row.complete || clock.now().getTime() - row.endedAt.getTime() > PATIENCE_MS) return;
    // Another process writes those rows; there is nothing here to be told by.
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}
