import { findWithdrawn } from '~/modules/quarantine/find-withdrawn.server';
import type { Db } from '~/platform/db';
import { placeCaptions } from './place-captions';
import { type Cue, readCaptions } from './webvtt';

/** The lecture's captions as text to read; empty when it has none. Check first that the viewer may see the session. */
export async function getTranscript(sessionId: number, db: Db): Promise<Cue[]> {
  const track = await db.captionTrack.findFirst({
    where: { asset: { recordings: { some: { sessionId } } } },
    orderBy: { id: 'asc' },
    select: {
      body: true,
      liveOffset: true,
      asset: { select: { publicPath: true, recordings: { where: { sessionId } } } },
    },
  });
  const recording = track?.asset.recordings[0];
  if (!track || !recording || (await findWithdrawn('ASSET', track.asset.publicPath, db))) return [];
  const verdict = readCaptions(Buffer.from(track.body), null);
  const cut = { liveOffset: recording.liveOffset, seconds: recording.timelineSeconds };
  return verdict.ok ? placeCaptions(verdict.cues, track.liveOffset, cut).shown : [];
}
