import type { Db } from '~/platform/db';
import { placeCaptions } from './place-captions';
import { readCaptions, writeCaptions } from './webvtt';

/** The captions of an asset as WebVTT, placed on the recording that it is now; null when there are none. Whoever calls checks the pass. */
export async function readCaptionFile(
  { publicPath, language }: { publicPath: string; language: string },
  db: Db,
): Promise<string | null> {
  const track = await db.captionTrack.findFirst({
    where: { language, asset: { publicPath } },
    select: { body: true, liveOffset: true, asset: { select: { recordings: { take: 1 } } } },
  });
  if (!track) return null;
  const recording = track.asset.recordings[0];
  // Nearly always: nothing was trimmed since they were written.
  if (!recording || recording.liveOffset === track.liveOffset) return track.body;
  const read = readCaptions(Buffer.from(track.body), null);
  const cut = { liveOffset: recording.liveOffset, seconds: recording.timelineSeconds };
  return read.ok ? writeCaptions(placeCaptions(read.cues, track.liveOffset, cut).shown) : track.body;
}
