/** A segment of a recording as its own playlist names it. */
export interface ListedSegment {
  init: string;
  uri: string;
  /** Media sequence number, which is its IV: it stands in the name. */
  sequence: number;
  /** Which content key; null: in the clear. */
  period: number | null;
  /** Seconds. */
  at: number;
  duration: number;
}

/** Reads a playlist that we wrote (recording-playlists.ts, playlists.ts). Pure. */
export function listedSegments(playlist: string): ListedSegment[] {
  const segments: ListedSegment[] = [];
  let [init, duration, at] = ['', 0, 0];
  let period: number | null = null;
  for (const line of playlist.split('\n')) {
    if (line.startsWith('#EXT-X-MAP:')) init = /URI="([^"]+)"/.exec(line)?.[1] ?? '';
    else if (line.startsWith('#EXT-X-KEY:')) {
      const key = /URI="keys\/(\d+)"/.exec(line);
      period = key ? Number(key[1]) : null;
    } else if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice(8));
    else if (line !== '' && !line.startsWith('#')) {
      segments.push({ init, uri: line, sequence: Number(/_(\d+)\.m4s$/.exec(line)?.[1]), period, at, duration });
      at += duration;
    }
  }
  return segments;
}

/** The segment that plays at a second; the last one beyond the end. Null of nothing. */
export function segmentAt(seconds: number, segments: readonly ListedSegment[]): ListedSegment | null {
  return segments.find(({ at, duration }) => seconds < at + duration) ?? segments.at(-1) ?? null;
}
