import type { Pool } from 'pg';

/** After so many tries a recording stays without its pictures; it plays all the same. */
const MOST_FAILURES = 6;

/** Assets of broadcasts that have been recordings for a while and have no poster and storyboard yet, nor are they being made. */
export async function findUnpicturedRecordings(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `select a.id from media_asset a
       join recording r on r.asset_id = a.id
       join broadcast b on b.public_path = a.public_path and b.state = 'PUBLISHED'
      where a.state = 'READY' and a.storyboard is null and a.pictures_failures < ${MOST_FAILURES}
        and a.renditions @> '[{"kind": "VIDEO"}]' and a.updated_at < now() - interval '1 minute'
      order by a.id limit 20`,
  );
  return rows.map(({ id }) => id);
}
