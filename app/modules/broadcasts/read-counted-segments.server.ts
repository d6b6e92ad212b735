import type { Pool } from 'pg';
import { type Rendition, renditionsSchema } from '~/modules/media/asset-data';
import { type BroadcastBounds, type BroadcastMoment, countsInBroadcast } from './timeline';

export interface StoredSegment extends BroadcastMoment {
  part: number;
  rendition: string;
  sequence: number;
  period: number;
  byteSize: number;
}

export interface StoredPart {
  number: number;
  renditions: Rendition[];
  ended: boolean;
}

const SEGMENTS = `
  select p.number as part, g.rendition, g.sequence, g.period, g.byte_size as "byteSize", g.duration_ms as "durationMs",
         extract(epoch from g.program_at)::float8 * 1000 as "programAt"
    from broadcast_segment g join broadcast_part p on p.id = g.part_id
   where p.broadcast_id = $1 and ($2::text is null or g.rendition = $2)
   order by g.sequence, g.rendition`;

/** Segments of a broadcast in their order; of one rendition when it is named. */
export async function readSegments(
  broadcastId: number,
  pool: Pool,
  rendition: string | null = null,
): Promise<StoredSegment[]> {
  const { rows } = await pool.query<StoredSegment>({
    name: 'broadcast-timeline',
    text: SEGMENTS,
    values: [broadcastId, rendition],
  });
  return rows.map((row) => ({ ...row, programAt: Math.round(row.programAt) }));
}

export async function readParts(broadcastId: number, pool: Pool): Promise<StoredPart[]> {
  const { rows } = await pool.query<{ number: number; renditions: unknown; ended: boolean }>(
    'select number, renditions, ended_at is not null as ended from broadcast_part where broadcast_id = $1 order by number',
    [broadcastId],
  );
  return rows.map((row) => ({ ...row, renditions: renditionsSchema.parse(row.renditions) }));
}

/**
 * The rendition by which the timeline is measured: the same for everybody, in every part. All renditions of one moment share a
 * sequence number, so any would do; the smallest picture is there first. Null before the first part.
 */
export function referenceRendition(parts: readonly StoredPart[]): string | null {
  const names = parts.map(({ renditions }) => renditions);
  const everywhere = (names[0] ?? []).filter(({ name }) =>
    names.every((part) => part.some((one) => one.name === name)),
  );
  const pictures = everywhere.filter(({ kind }) => kind === 'VIDEO');
  return [...pictures].sort((a, b) => a.bandwidth - b.bandwidth)[0]?.name ?? everywhere[0]?.name ?? null;
}

/** The segments that belong to the broadcast, see countsInBroadcast. */
export const countedSegments = <Segment extends BroadcastMoment>(
  segments: readonly Segment[],
  bounds: BroadcastBounds,
): Segment[] => segments.filter((segment) => countsInBroadcast(segment, bounds));
