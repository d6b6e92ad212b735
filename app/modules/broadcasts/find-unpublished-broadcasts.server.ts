import type { Services } from '~/platform/services';

const LATE_SECONDS = 20;

/** Ids of broadcasts that ended, had a segment on air, and whose session has no recording yet. */
export async function findUnpublishedBroadcasts({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `select b.id from broadcast b
      where b.state = 'ENDED' and b.ended_at < $1::timestamptz - make_interval(secs => ${LATE_SECONDS})
        and not exists (select from recording r where r.session_id = b.session_id)
        and exists (select from broadcast_segment g join broadcast_part p on p.id = g.part_id
                     where p.broadcast_id = b.id and g.program_at < b.ended_at
                       and g.program_at + make_interval(secs => g.duration_ms / 1000.0) > b.on_air_at)
      order by b.id limit 50`,
    [clock.now()],
  );
  return rows.map(({ id }) => id);
}
