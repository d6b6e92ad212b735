import type { Rendition } from '~/modules/media/asset-data';
import { audioMaster, measureBandwidth, videoMaster } from '~/modules/media/playlists';
import { initName, segmentName } from './segment-names';

// Playlists on demand over a broadcast's own segments: nothing is encoded or copied. Pure.

export interface RecordedSegment {
  part: number;
  rendition: string;
  /** Media sequence number when it was broadcast: names the file and is its IV. */
  sequence: number;
  period: number;
  durationMs: number;
  byteSize: number;
}

/**
 * One rendition: a map and a discontinuity a part, a key a period. An IV is implied by the place in the playlist (RFC 8216 §5.2), which
 * holds until the first segment that was left out (a pause, a trimmed middle); from there on each one names its own.
 */
export function recordedPlaylist(segments: readonly RecordedSegment[]): string {
  const first = segments[0]?.sequence ?? 0;
  const lines = [
    ...['#EXTM3U', '#EXT-X-VERSION:7'],
    `#EXT-X-TARGETDURATION:${Math.max(1, ...segments.map(({ durationMs }) => Math.ceil(durationMs / 1000)))}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...['#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-INDEPENDENT-SEGMENTS'],
  ];
  let part: number | null = null;
  let key = '';
  let before: RecordedSegment | null = null;
  let skipped = false;
  segments.forEach((segment, index) => {
    skipped ||= segment.sequence !== first + index;
    const jumped = before !== null && segment.sequence !== before.sequence + 1;
    if (before !== null && (segment.part !== part || jumped)) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.part !== part) {
      part = segment.part;
      // A map is not encrypted: no key may be in force where it stands.
      if (key !== '') lines.push('#EXT-X-KEY:METHOD=NONE');
      key = '';
      lines.push(`#EXT-X-MAP:URI="${initName(segment.rendition, part)}"`);
    }
    const iv = skipped ? `,IV=0x${segment.sequence.toString(16).padStart(32, '0')}` : '';
    const wanted = `#EXT-X-KEY:METHOD=AES-128,URI="keys/${segment.period}"${iv}`;
    if (wanted !== key) {
      key = wanted;
      lines.push(wanted);
    }
    lines.push(`#EXTINF:${(segment.durationMs / 1000).toFixed(6)},`, segmentName(segment.rendition, segment.sequence));
    before = segment;
  });
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`;
}

export interface RecordedFiles {
  /** File name → text; the masters last, so that whoever finds one finds what it names. */
  files: [name: string, text: string][];
  renditions: Rendition[];
}

/**
 * All playlists of a recording. `version` distinguishes what was trimmed again from what a browser keeps. A rendition that is missing
 * from one of the moments is left out: it would end before the others.
 */
export function recordedFiles(
  segments: readonly RecordedSegment[],
  known: readonly Rendition[],
  version: string,
): RecordedFiles {
  const moments = new Set(segments.map(({ sequence }) => sequence)).size;
  const files: [string, string][] = [];
  const renditions: Rendition[] = [];
  for (const rendition of known) {
    const own = segments.filter((segment) => segment.rendition === rendition.name);
    if (own.length === 0 || own.length < moments) continue;
    const { peak, average } = measureBandwidth(
      own.map(({ durationMs, byteSize }) => ({ uri: '', duration: durationMs / 1000, size: byteSize })),
    );
    // `audio.m3u8` is the master without pictures.
    const name = rendition.name === 'audio' ? 'sound' : rendition.name;
    renditions.push({ ...rendition, name, bandwidth: peak, averageBandwidth: average });
    files.push([`${name}.m3u8`, recordedPlaylist(own)]);
  }
  const versioned = (master: string) => master.replaceAll('.m3u8', `.m3u8?v=${version}`);
  const sound = audioMaster(renditions);
  if (sound) files.push(['audio.m3u8', versioned(sound)]);
  files.push(['master.m3u8', versioned(videoMaster(renditions, { code: 'vi', name: 'Tiếng Việt' }))]);
  return { files, renditions };
}
