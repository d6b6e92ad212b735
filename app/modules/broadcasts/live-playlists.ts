import type { Rendition } from '~/modules/media/asset-data';
import { audioMaster, videoMaster } from '~/modules/media/playlists';
import { initName, LIVE_SEGMENT_SECONDS, segmentName } from './segment-names';

/** A segment of one rendition as its row has it. */
export interface LiveSegment {
  /** Media sequence number. */
  sequence: number;
  /** Number of its part; parts are joined by discontinuities. */
  part: number;
  /** Program time of its first picture, milliseconds since 1970 UTC. */
  programAt: number;
  durationMs: number;
  /** Which content key. */
  period: number;
}

export interface PlaylistRequest {
  rendition: string;
  /** In order of sequence. Behind a hole (a pause that was left out) every segment's IV is written out. */
  segments: readonly LiveSegment[];
  /** LIVE: a window that slides. EVENT: only grows. VOD: finished. */
  kind: 'LIVE' | 'EVENT' | 'VOD';
  /** Nothing follows. */
  ended: boolean;
  /** Parts that were left before the first segment here, so that players count discontinuities alike. */
  discontinuities?: number;
}

/**
 * The playlist of one rendition over a broadcast's segments. Each part has a clear init of its own, named while no key is in force
 * (RFC 8216 §4.3.2.4 would have it decrypted otherwise).
 */
export function broadcastPlaylist({ rendition, segments, kind, ended, discontinuities = 0 }: PlaylistRequest): string {
  const longest = segments.reduce((most, segment) => Math.max(most, segment.durationMs), LIVE_SEGMENT_SECONDS * 1000);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.round(longest / 1000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.sequence ?? 0}`,
  ];
  if (kind !== 'VOD') lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuities}`);
  if (kind !== 'LIVE') lines.push(`#EXT-X-PLAYLIST-TYPE:${kind}`);
  lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  let before: LiveSegment | undefined;
  for (const [index, segment] of segments.entries()) {
    const newPart = before?.part !== segment.part;
    if (before && (newPart || segment.sequence !== before.sequence + 1)) lines.push('#EXT-X-DISCONTINUITY');
    if (newPart) {
      if (before) lines.push('#EXT-X-KEY:METHOD=NONE');
      lines.push(`#EXT-X-MAP:URI="${initName(rendition, segment.part)}"`);
    }
    // Without an IV, players take the media sequence number that they count.
    const counted = (segments[0]?.sequence ?? 0) + index === segment.sequence;
    if (!counted) lines.push(`#EXT-X-KEY:METHOD=AES-128,URI="keys/${segment.period}",IV=0x${hex128(segment.sequence)}`);
    else if (newPart || before?.period !== segment.period)
      lines.push(`#EXT-X-KEY:METHOD=AES-128,URI="keys/${segment.period}"`);
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.programAt).toISOString()}`,
      `#EXTINF:${(segment.durationMs / 1000).toFixed(3)},`,
      segmentName(rendition, segment.sequence),
    );
    before = segment;
  }
  if (ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

const hex128 = (value: number): string => value.toString(16).padStart(32, '0');

export const WINDOW_SEGMENTS = 6;
/** How much of what came before "on air" the window may still show, so that a preview does not lose its playlist at that moment. */
const BEFORE_AIR_MS = 6_000;

/** What the sliding window shows: the newest segments. `from`: when it went on air, null before that. */
export function windowOf<T extends LiveSegment>(segments: readonly T[], onAirAt: number | null): readonly T[] {
  const newest = segments.slice(-WINDOW_SEGMENTS);
  return onAirAt === null
    ? newest
    : newest.filter((segment) => segment.programAt + segment.durationMs > onAirAt - BEFORE_AIR_MS);
}

/** The master of a broadcast: `prefix` is `live-` or `dvr-`, before the names of its renditions' playlists; null when it cannot be played yet. */
export function broadcastMaster(renditions: readonly Rendition[], prefix: string, soundOnly = false): string | null {
  const all = [...renditions];
  const master = soundOnly ? audioMaster(all) : videoMaster(all, { code: 'vi', name: 'Tiếng Việt' });
  if (master === null || renditions.length === 0) return null;
  const names = renditions.map(({ name }) => name).join('|');
  return master.replaceAll(new RegExp(`(^|URI=")((?:${names})\\.m3u8)`, 'gm'), `$1${prefix}$2`);
}
