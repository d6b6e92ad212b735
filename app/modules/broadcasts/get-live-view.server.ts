import type { Services } from '~/platform/services';
import type { Pause } from './broadcast-state';
import { countedSegments, readParts, readSegments, referenceRendition } from './read-counted-segments.server';
import { readViewers } from './read-viewers.server';
import { type BroadcastState, type LiveView, STALL_NOTICE_SECONDS } from './schema';
import { timelinePieces } from './timeline';

type ViewServices = Pick<Services, 'env' | 'pool' | 'redis' | 'clock'>;

/** One question to Postgres in so long, however many pages ask. */
const FRESH_MS = 500;
/** What is over does not change any more, and its recording's page asks for all its segments: they are read once a minute. */
const OVER_FRESH_MS = 60_000;
const kept = new WeakMap<ViewServices['pool'], Map<number, { until: number; view: Promise<LiveView | null> }>>();

/** A broadcast as everybody who may watch sees it; whether somebody may, is the caller's question. Null when there is none. */
export function getLiveView(services: ViewServices, broadcastId: number): Promise<LiveView | null> {
  const views = kept.get(services.pool) ?? new Map();
  kept.set(services.pool, views);
  const now = Date.now();
  const found = views.get(broadcastId);
  if (found && found.until > now) return found.view;
  const view = readLiveView(services, broadcastId);
  views.set(broadcastId, { until: now + FRESH_MS, view });
  view.then(
    (one) => {
      if (one?.state === 'PUBLISHED') views.set(broadcastId, { until: now + OVER_FRESH_MS, view });
    },
    () => views.delete(broadcastId),
  );
  if (views.size > 500) for (const [id, one] of views) if (one.until <= now) views.delete(id);
  return view;
}

interface Row {
  state: BroadcastState;
  version: number;
  startsAt: Date;
  onAirAt: Date | null;
  endedAt: Date | null;
  pauses: Pause[];
  agendaItemId: number | null;
  agenda: LiveView['agenda'];
  openPolls: number;
}

const VIEW = `
  select b.state::text as state, b.version, s.starts_at as "startsAt", b.on_air_at as "onAirAt", b.ended_at as "endedAt", b.pauses,
         b.agenda_item_id as "agendaItemId",
         (select count(*)::int from poll p where p.session_id = b.session_id and p.state = 'OPEN') as "openPolls",
         coalesce((select json_agg(json_build_object('id', a.id, 'title', a.title, 'reachedAt',
                          to_char(a.reached_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by a.position)
                     from agenda_item a where a.broadcast_id = b.id), '[]'::json) as agenda
    from broadcast b join study_session s on s.id = b.session_id where b.id = $1`;

/** The same, fresh: for whoever has just changed something. */
export async function readLiveView(services: ViewServices, broadcastId: number): Promise<LiveView | null> {
  const { pool, clock } = services;
  const { rows } = await pool.query<Row>({ name: 'live-view', text: VIEW, values: [broadcastId] });
  const row = rows[0];
  if (!row) return null;
  const now = clock.now();
  const bounds = {
    ...{ onAirAt: row.onAirAt?.getTime() ?? null, endedAt: row.endedAt?.getTime() ?? null },
    pauses: row.pauses,
  };
  const [parts, viewers] = await Promise.all([readParts(broadcastId, pool), readViewers(services, broadcastId)]);
  const reference = referenceRendition(parts);
  const segments = reference && row.onAirAt ? await readSegments(broadcastId, pool, reference) : [];
  const newest = segments.at(-1);
  const lastEnd = newest ? newest.programAt + newest.durationMs : 0;
  // What has just gone on air or on again has had no time to stall.
  const since = Math.max(lastEnd, bounds.onAirAt ?? 0, ...row.pauses.map(({ to }) => to ?? 0));
  return {
    ...{
      id: broadcastId,
      state: row.state,
      version: row.version,
      agenda: row.agenda,
      agendaItemId: row.agendaItemId,
      viewers,
    },
    openPolls: row.openPolls,
    now: now.toISOString(),
    startsAt: row.startsAt.toISOString(),
    onAirAt: row.onAirAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    pieces: timelinePieces(countedSegments(segments, bounds)),
    until: newest ? lastEnd : null,
    pauses: row.pauses,
    stalled: row.state === 'ON_AIR' ? now.getTime() - since > STALL_NOTICE_SECONDS * 1000 : null,
  };
}
