import { randomBytes } from 'node:crypto';
import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { LIVE_JSON, type LiveBroadcast } from '~/modules/broadcasts/find-live-broadcast.server';
import { LIVE_PASS_SECONDS, type LiveSource } from '~/modules/broadcasts/schema';
import { type CheckRules, scheduledSeconds } from '~/modules/presence-checks/schema';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { dataUseOf, renditionsSchema, storyboardSchema } from './asset-data';
import { type PlayableRecording, RECORDING_JSON } from './find-playable-recording.server';
import { mediaPassCookie } from './media-pass';
import { boundTo, type PlaybackHolder, signPass } from './playback-holder';
import { playbackTicketKey, signPlaybackTicket } from './playback-ticket';
import type { PlaybackSource } from './schema';

/** A break over lunch is survived without a renewal. */
const TICKET_SECONDS = 2 * 3600;

export interface IssuedPlayback {
  playback: PlaybackSource;
  /** A Set-Cookie line: the pass for playlists, keys, captions and pictures. */
  setCookie: string;
}

/**
 * For someone who may watch the session: the addresses of its recording, a ticket for the beats and the media pass. Call it
 * again to renew; each call is a playback of its own. Null when the session has no recording yet, or (`live`) is not on air.
 * @throws AppError not-found for whoever may not watch
 */
export async function issuePlaybackTicket(
  services: Pick<Services, 'env' | 'pool' | 'clock'>,
  args: { viewer: Viewer; sessionId: number },
): Promise<IssuedPlayback | null> {
  const { viewer, sessionId } = args;
  const row = await findWatchable(viewer, sessionId, services.pool);
  if (!row) throw notFound();
  return row.recording && signPlayback(services, { viewer, sessionId, recording: row.recording, checks: row.checks });
}

export interface IssuedLivePlayback {
  playback: LiveSource;
  setCookie: string;
}

/** The same for what is broadcast now; the pass is short, so that withdrawn access ends soon. @throws AppError not-found */
export async function issueLiveTicket(
  services: Pick<Services, 'env' | 'pool' | 'clock'>,
  args: { viewer: Viewer; sessionId: number },
): Promise<IssuedLivePlayback | null> {
  const { viewer, sessionId } = args;
  const row = await findWatchable(viewer, sessionId, services.pool);
  if (!row) throw notFound();
  return (
    row.live &&
    signLivePlayback(services, { viewer, sessionId, live: row.live, operates: row.operates, checks: row.checks })
  );
}

/** Whether a viewer is asked whether they follow, and how long the session was announced to be; null: not asked. */
export type AskedChecks = { count: number; scheduledSeconds: number } | null;

/** Members of the roster are asked while their campaign is open. */
export function askedChecks(
  rules: Pick<CheckRules, 'presenceChecks'>,
  session: { startsAt: string; endsAt: string | null },
  asked: boolean,
): AskedChecks {
  if (!asked || rules.presenceChecks === 0) return null;
  return { count: rules.presenceChecks, scheduledSeconds: scheduledSeconds(session) };
}

/**
 * Members from "on air" on, until there is a recording; whoever operates it also before, to see the preview.
 * @returns null when there is nothing for this person to see yet
 */
export function signLivePlayback(
  { env, clock }: Pick<Services, 'env' | 'clock'>,
  args: {
    viewer: PlaybackHolder;
    sessionId: number;
    live: LiveBroadcast;
    operates: boolean;
    checks?: AskedChecks;
  },
): IssuedLivePlayback | null {
  const { viewer, sessionId, live, operates, checks } = args;
  const onAir = live.state === 'ON_AIR' || live.state === 'PAUSED' || live.state === 'ENDED';
  if (!onAir && !operates) return null;
  const { publicPath } = live;
  const iat = Math.floor(clock.now().getTime() / 1000);
  const exp = iat + LIVE_PASS_SECONDS;
  // What can have been broadcast by now; from here on it grows with the clock, see fitsTimeline.
  const len = live.onAirAt === null ? 0 : Math.max(0, Math.ceil(iat - Date.parse(live.onAirAt) / 1000)) + SEGMENT_SLACK;
  const ticket = signPlaybackTicket(
    {
      ...{
        sid: sessionId,
        mid: viewer.memberId,
        aid: viewer.accountId,
        ...boundTo(viewer),
        src: 'LIVE',
        len,
        iat,
        exp: iat + TICKET_SECONDS,
        // Nobody knows yet how long it will be: the announced length plans it.
        ...(checks ? { chk: [checks.count, checks.scheduledSeconds] satisfies [number, number] } : {}),
      },
      pid: randomBytes(9).toString('base64url'),
    },
    playbackTicketKey(env.SESSION_SECRET),
  );
  const { pass, mark } = signPass(env.MEDIA_SECRET, { viewer, publicPath, sessionId, exp, now: iat * 1000 });
  const base = `/media/${publicPath}/`;
  const renditions = renditionsSchema.parse(live.renditions);
  const heard = renditions.some(({ kind }) => kind === 'AUDIO');
  return {
    playback: {
      ticket,
      mark,
      expiresAt: new Date(exp * 1000).toISOString(),
      live: `${base}live.m3u8`,
      dvr: `${base}dvr.m3u8`,
      sound: heard ? { live: `${base}live-audio.m3u8`, dvr: `${base}dvr-audio.m3u8` } : null,
      dataUse: dataUseOf(renditions),
    },
    setCookie: mediaPassCookie({
      ...{ publicPath, pass, maxAgeSeconds: LIVE_PASS_SECONDS },
      secure: env.PUBLIC_URL.startsWith('https:'),
    }),
  };
}

/** The segment during which it went on air counts whole. */
const SEGMENT_SLACK = 4;

/** The same without asking again: for a caller that has just found that the viewer may watch, and the recording with it. */
export function signPlayback(
  { env, clock }: Pick<Services, 'env' | 'clock'>,
  args: {
    viewer: PlaybackHolder;
    sessionId: number;
    recording: PlayableRecording;
    checks?: AskedChecks;
  },
): IssuedPlayback {
  const { viewer, sessionId, recording, checks } = args;
  const { publicPath, timelineSeconds, liveOffset } = recording;
  const iat = Math.floor(clock.now().getTime() / 1000);
  const exp = iat + TICKET_SECONDS;
  const ticket = signPlaybackTicket(
    {
      ...{
        sid: sessionId,
        mid: viewer.memberId,
        aid: viewer.accountId,
        ...boundTo(viewer),
        src: 'RECORDING',
        len: timelineSeconds,
        off: recording.cutOffset,
        iat,
        exp,
        ...(checks ? { chk: [checks.count, timelineSeconds] satisfies [number, number] } : {}),
      },
      pid: randomBytes(9).toString('base64url'),
    },
    playbackTicketKey(env.SESSION_SECRET),
  );
  const { pass, mark } = signPass(env.MEDIA_SECRET, { viewer, publicPath, sessionId, exp, now: iat * 1000 });
  const base = `/media/${publicPath}/`;
  const renditions = renditionsSchema.parse(recording.renditions);
  const storyboard = storyboardSchema.safeParse(recording.storyboard);
  return {
    playback: {
      ticket,
      mark,
      expiresAt: new Date(exp * 1000).toISOString(),
      // A recording that was trimmed again is another playlist.
      master: `${base}master.m3u8${liveOffset === null ? '' : `?v=${liveOffset}-${timelineSeconds}`}`,
      audioMaster: renditions.some((rendition) => rendition.kind === 'AUDIO')
        ? `${base}audio.m3u8${liveOffset === null ? '' : `?v=${liveOffset}-${timelineSeconds}`}`
        : null,
      dataUse: dataUseOf(renditions),
      poster: storyboard.success
        ? `${base}poster.jpg${storyboard.data.version ? `?v=${storyboard.data.version}` : ''}`
        : null,
      storyboard: storyboard.success ? { ...storyboard.data, base } : null,
      captions: (recording.captions ?? []).map(({ language, label, updatedAt }) => ({
        src: `${base}captions/${language}.vtt?v=${Date.parse(updatedAt)}-${liveOffset ?? 0}-${timelineSeconds}`,
        language,
        label,
      })),
      timelineSeconds,
    },
    setCookie: mediaPassCookie({
      publicPath,
      pass,
      maxAgeSeconds: TICKET_SECONDS,
      secure: env.PUBLIC_URL.startsWith('https:'),
    }),
  };
}

interface Found {
  unitPath: string;
  state: 'DRAFT' | 'OPEN' | 'CLOSED';
  onRoster: boolean;
  presenceChecks: number;
  startsAt: string;
  endsAt: string | null;
  recording: PlayableRecording | null;
  live: LiveBroadcast | null;
}
interface Row extends Found {
  operates: boolean;
  checks: AskedChecks;
}

const FIND_WATCHABLE = `
  select u.path::text as "unitPath", c.state::text as state, c.presence_checks as "presenceChecks", s.starts_at as "startsAt", s.ends_at as "endsAt",
         exists (select 1 from roster_entry e where e.campaign_id = c.id and e.member_id = $2) as "onRoster",
         ${RECORDING_JSON} as recording, ${LIVE_JSON} as live
    from study_session s
    join campaign c on c.id = s.campaign_id
    join unit u on u.id = c.unit_id
   where s.id = $1`;

/** Members on the campaign's roster once it is open, and whoever looks after the campaign. */
async function findWatchable(viewer: Viewer, sessionId: number, pool: Services['pool']): Promise<Row | null> {
  if (!Number.isSafeInteger(sessionId) || sessionId < 1 || sessionId > 2_147_483_647) return null;
  const values = [sessionId, viewer.memberId];
  const found = (await pool.query<Found>({ name: 'find-watchable', text: FIND_WATCHABLE, values })).rows[0];
  if (!found) return null;
  const row = {
    ...found,
    operates: can(viewer, 'broadcast.operate', found.unitPath),
    checks: askedChecks(found, found, found.onRoster && found.state === 'OPEN'),
  };
  return can(viewer, 'campaign.view', row.unitPath) || (row.onRoster && row.state !== 'DRAFT') ? row : null;
}
