import { LIVE_JSON, type LiveBroadcast } from '~/modules/broadcasts/find-live-broadcast.server';
import { type PlayableRecording, RECORDING_JSON } from '~/modules/media/find-playable-recording.server';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { isScreenToken, venueKey, venueOfToken } from './check-in-code';
import { type VenueState, venueStateOf } from './schema';

export interface VenueScreen {
  venueId: number;
  venueName: string;
  place: string;
  timeZone: string;
  state: VenueState;
  campaignTitle: string;
  sessionId: number;
  sessionTitle: string;
  lecturer: string;
  startsAt: Date;
  recording: PlayableRecording | null;
  live: LiveBroadcast | null;
}

interface Row extends Omit<VenueScreen, 'state'> {
  linkVersion: number;
  openedAt: Date | null;
  closedAt: Date | null;
}

const SQL = `
  select v.id as "venueId", v.name as "venueName", v.place, v.time_zone as "timeZone", v.link_version as "linkVersion",
         v.opened_at as "openedAt", v.closed_at as "closedAt", c.title as "campaignTitle", s.id as "sessionId", s.title as "sessionTitle",
         concat_ws(', ', nullif(s.lecturer, ''), nullif(s.lecturer_title, '')) as lecturer, s.starts_at as "startsAt",
         ${RECORDING_JSON} as recording, ${LIVE_JSON} as live
    from venue v join study_session s on s.id = v.session_id join campaign c on c.id = s.campaign_id
   where v.id = $1 and c.state <> 'DRAFT'`;

/**
 * What the hall's big screen shows, for whoever has its secret link; nothing about people. Nothing plays and no code is made
 * unless the clerk has opened the hall. @throws AppError not-found
 */
export async function findVenueScreen(
  token: string,
  { pool, env }: Pick<Services, 'pool' | 'env'>,
): Promise<VenueScreen> {
  const venueId = venueOfToken(token);
  if (venueId === null) throw notFound();
  const row = (await pool.query<Row>({ name: 'venue-screen', text: SQL, values: [venueId] })).rows[0];
  if (!row || !isScreenToken(token, row, venueKey(env.SESSION_SECRET))) throw notFound();
  const { linkVersion: _, openedAt, closedAt, ...screen } = row;
  return { ...screen, state: venueStateOf({ openedAt, closedAt }) };
}
