import type { Pool } from 'pg';
import { z } from 'zod';
import { type Rendition, renditionsSchema } from '~/modules/media/asset-data';
import type { Pause } from './broadcast-state';
import type { LiveSegment } from './live-playlists';

/** A broadcast as its playlists need it; times in milliseconds since 1970. */
export interface BroadcastFacts {
  id: number;
  state: string;
  onAirAt: number | null;
  endedAt: number | null;
  pauses: Pause[];
  /** Renditions of the newest part that can be played. */
  renditions: Rendition[];
}

const FACTS = `
  select b.id, b.state, (extract(epoch from b.on_air_at) * 1000)::float8 as "onAirAt",
         (extract(epoch from b.ended_at) * 1000)::float8 as "endedAt", b.pauses,
         coalesce((select p.renditions from broadcast_part p
                    where p.broadcast_id = b.id and p.renditions <> '[]' order by p.number desc limit 1), '[]') as renditions
    from broadcast b where b.public_path = $1`;

const SEGMENTS = `
  select s.rendition, s.sequence, p.number as part, (extract(epoch from s.program_at) * 1000)::float8 as "programAt",
         s.duration_ms as "durationMs", s.period
    from broadcast_part p join broadcast_segment s on s.part_id = p.id
   where p.broadcast_id = $1 and s.sequence > $2 order by s.sequence`;

const pausesSchema = z.array(z.object({ from: z.number(), to: z.number().nullable() }));

/** Null when no broadcast has this path. */
export async function readBroadcastFacts(publicPath: string, pool: Pool): Promise<BroadcastFacts | null> {
  const { rows } = await pool.query<Omit<BroadcastFacts, 'pauses' | 'renditions'> & Record<string, unknown>>({
    ...{ name: 'broadcast-facts', text: FACTS, values: [publicPath] },
  });
  const [row] = rows;
  if (!row) return null;
  const { id, state, onAirAt, endedAt } = row;
  const [pauses, renditions] = [pausesSchema.parse(row.pauses), renditionsSchema.parse(row.renditions)];
  return { id, state, onAirAt, endedAt, pauses, renditions };
}

/** All segments after this sequence number, of all renditions, in order. */
export async function readSegmentsAfter(
  broadcastId: number,
  sequence: number,
  pool: Pool,
): Promise<(LiveSegment & { rendition: string })[]> {
  const { rows } = await pool.query<LiveSegment & { rendition: string }>({
    ...{ name: 'broadcast-segments', text: SEGMENTS, values: [broadcastId, sequence] },
  });
  return rows;
}
