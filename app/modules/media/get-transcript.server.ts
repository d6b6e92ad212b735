import type { Db } from '~/platform/db';
import { type Cue, readCaptions } from './webvtt';

/** The lecture's captions as text to read; empty when it has none. Check first that the viewer may see the session. */
export async function getTranscript(sessionId: number, db: Db): Promise<Cue[]> {
  const track = await db.captionTrack.findFirst({
    where: { asset: { recordings: { some: { sessionId } } } },
    orderBy: { id: 'asc' },
    select: { body: true },
  });
  if (!track) return [];
  const verdict = readCaptions(Buffer.from(track.body), null);
  return verdict.ok ? verdict.cues : [];
}
