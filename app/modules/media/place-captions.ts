import type { Cue } from './webvtt';

/** A recording's cut of the untrimmed timeline, whole seconds. */
interface Cut {
  liveOffset: number;
  seconds: number;
}

export interface PlacedCaptions {
  /** As the recording plays them: its own seconds, within its length. */
  shown: Cue[];
  /** Trimmed off; in the captions' own time. */
  hidden: Cue[];
}

/**
 * Captions keep the time they were written in (`liveOffset` of their row) when the recording is trimmed; here they are put where they
 * belong now. Milliseconds. Pure.
 */
export function placeCaptions(cues: readonly Cue[], writtenAt: number, { liveOffset, seconds }: Cut): PlacedCaptions {
  const by = (writtenAt - liveOffset) * 1000;
  const shown: Cue[] = [];
  const hidden: Cue[] = [];
  for (const cue of cues) {
    const start = Math.max(0, cue.start + by);
    const end = Math.min(seconds * 1000, cue.end + by);
    if (start < end) shown.push({ start, end, text: cue.text });
    else hidden.push(cue);
  }
  return { shown, hidden };
}
