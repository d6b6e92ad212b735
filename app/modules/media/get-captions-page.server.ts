import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { findSessionUnit, type SessionUnit } from './find-session-unit.server';
import { placeCaptions } from './place-captions';
import { type Cue, readCaptions } from './webvtt';

export interface CaptionsPage {
  session: SessionUnit;
  /** Null: there is nothing to write captions for yet. */
  recording: { seconds: number } | null;
  /** In the recording's time, milliseconds. */
  cues: Cue[];
  /** What an editor started from; goes back with what is saved. */
  version: number;
  /** ISO; null: there are none yet. */
  updatedAt: string | null;
}

/** The captions of a session's recording as they are edited. @throws AppError not-found */
export async function getCaptionsPage(
  { db }: Pick<Services, 'db'>,
  { viewer, sessionId }: { viewer: Viewer; sessionId: number },
): Promise<CaptionsPage> {
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, 'recording.manage', session.unitPath);
  const recording = await db.recording.findUnique({
    where: { sessionId },
    include: { asset: { include: { captions: { where: { language: 'vi' } } } } },
  });
  if (!recording) return { session, recording: null, cues: [], version: 0, updatedAt: null };
  const track = recording.asset.captions[0];
  const cut = { liveOffset: recording.liveOffset, seconds: recording.timelineSeconds };
  const read = track ? readCaptions(Buffer.from(track.body), null) : null;
  return {
    ...{ session, recording: { seconds: cut.seconds } },
    cues: read?.ok ? placeCaptions(read.cues, track?.liveOffset ?? 0, cut).shown : [],
    version: track?.version ?? 0,
    updatedAt: track?.updatedAt.toISOString() ?? null,
  };
}
