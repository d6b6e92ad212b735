import { randomBytes } from 'node:crypto';
import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { mediaPassCookie, mediaPassKey, signMediaPass } from './media-pass';
import { playbackTicketKey, signPlaybackTicket } from './playback-ticket';
import { type PlaybackSource, renditionsSchema, storyboardSchema } from './schema';

/** A break over lunch is survived without a renewal. */
const TICKET_SECONDS = 2 * 3600;

interface Row {
  unitPath: string;
  draft: boolean;
  onRoster: boolean;
  timelineSeconds: number | null;
  publicPath: string | null;
  renditions: unknown;
  storyboard: unknown;
  captions: { language: string; label: string; updatedAt: string }[] | null;
}

/**
 * For someone who may watch the session: the addresses of its recording, a ticket for the beats and a pass (a Set-Cookie line) for
 * playlists, keys, captions and pictures. Call it again to renew; each call is a playback of its own.
 * Null when the session has no recording yet.
 * @throws AppError not-found for whoever may not watch
 */
export async function issuePlaybackTicket(
  { env, db, clock }: Pick<Services, 'env' | 'db' | 'clock'>,
  args: { viewer: Viewer; sessionId: number },
): Promise<{ playback: PlaybackSource; setCookie: string } | null> {
  const { viewer, sessionId } = args;
  const row = await findWatchable(viewer, sessionId, db);
  if (!row) throw notFound();
  if (!row.publicPath || !row.timelineSeconds) return null;
  const { publicPath, timelineSeconds } = row;
  const iat = Math.floor(clock.now().getTime() / 1000);
  const exp = iat + TICKET_SECONDS;
  const ticket = signPlaybackTicket(
    {
      ...{
        sid: sessionId,
        mid: viewer.memberId,
        aid: viewer.accountId,
        src: 'RECORDING',
        len: timelineSeconds,
        iat,
        exp,
      },
      pid: randomBytes(9).toString('base64url'),
    },
    playbackTicketKey(env.SESSION_SECRET),
  );
  const pass = signMediaPass({ publicPath, accountId: viewer.accountId, exp }, mediaPassKey(env.MEDIA_SECRET));
  const base = `/media/${publicPath}/`;
  const renditions = renditionsSchema.parse(row.renditions);
  const storyboard = storyboardSchema.safeParse(row.storyboard);
  return {
    playback: {
      ticket,
      expiresAt: new Date(exp * 1000).toISOString(),
      master: `${base}master.m3u8`,
      audioMaster: renditions.some((rendition) => rendition.kind === 'AUDIO') ? `${base}audio.m3u8` : null,
      poster: storyboard.success ? `${base}poster.jpg` : null,
      storyboard: storyboard.success ? { ...storyboard.data, base } : null,
      captions: (row.captions ?? []).map(({ language, label, updatedAt }) => ({
        src: `${base}captions/${language}.vtt?v=${Date.parse(updatedAt)}`,
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

/** Members on the campaign's roster once it is open, and whoever looks after the campaign. */
async function findWatchable(viewer: Viewer, sessionId: number, db: Services['db']): Promise<Row | null> {
  if (!Number.isSafeInteger(sessionId) || sessionId < 1 || sessionId > 2_147_483_647) return null;
  const rows = await db.$queryRaw<Row[]>`
    select u.path::text as "unitPath", c.state = 'DRAFT' as draft,
           exists (select 1 from roster_entry e where e.campaign_id = c.id and e.member_id = ${viewer.memberId}::int) as "onRoster",
           r.timeline_seconds as "timelineSeconds", a.public_path as "publicPath", a.renditions, a.storyboard,
           (select json_agg(json_build_object('language', t.language, 'label', t.label, 'updatedAt', t.updated_at) order by t.id)
              from caption_track t where t.asset_id = a.id) as captions
      from study_session s
      join campaign c on c.id = s.campaign_id
      join unit u on u.id = c.unit_id
      left join recording r on r.session_id = s.id
      left join media_asset a on a.id = r.asset_id and a.state = 'READY'
     where s.id = ${sessionId}`;
  const row = rows[0];
  if (!row) return null;
  return can(viewer, 'campaign.view', row.unitPath) || (row.onRoster && !row.draft) ? row : null;
}
