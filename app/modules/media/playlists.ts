import type { Rendition } from './asset-data';

/** A finished segment as the packer left it. */
export interface PackedSegment {
  uri: string;
  /** Seconds. */
  duration: number;
  /** Bytes before encryption. */
  size: number;
}

const HEAD = ['#EXTM3U', '#EXT-X-VERSION:7'];

function attributes(entries: [string, string | number | null][]): string {
  return entries.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])).join(',');
}

const quoted = (text: string): string => `"${text.replace(/["\r\n]/g, '')}"`;

/**
 * The playlist of one rendition on demand. Media sequence numbers start at 0, so segment n's IV is n. The clear init segment
 * is named before the first key, as RFC 8216 asks of a map that is not encrypted; a new key begins every `segmentsAKey` segments.
 */
export function mediaPlaylist(args: {
  init: string;
  segments: PackedSegment[];
  segmentsAKey: number;
  keyUri: (period: number) => string;
}): string {
  const longest = Math.max(1, ...args.segments.map((segment) => Math.ceil(segment.duration)));
  const lines = [
    ...HEAD,
    `#EXT-X-TARGETDURATION:${longest}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI=${quoted(args.init)}`,
  ];
  args.segments.forEach((segment, index) => {
    if (index % args.segmentsAKey === 0)
      lines.push(`#EXT-X-KEY:METHOD=AES-128,URI=${quoted(args.keyUri(index / args.segmentsAKey))}`);
    lines.push(`#EXTINF:${segment.duration.toFixed(6)},`, segment.uri);
  });
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`;
}

/** Peak and average bits a second of a rendition's segments; the peak is RFC 8216's (largest bit rate of any segment). */
export function measureBandwidth(segments: PackedSegment[]): { peak: number; average: number } {
  const seconds = segments.reduce((sum, segment) => sum + segment.duration, 0);
  const bytes = segments.reduce((sum, segment) => sum + segment.size, 0);
  // A last segment of a few frames has a meaningless rate of its own.
  const rates = segments
    .filter((segment) => segment.duration >= 1)
    .map((segment) => (segment.size * 8) / segment.duration);
  const average = seconds > 0 ? (bytes * 8) / seconds : 0;
  return { peak: Math.ceil(Math.max(average, ...rates)), average: Math.ceil(average) };
}

/** Which audio a video rung plays with: the small one below this height. */
const SMALL_AUDIO_BELOW = 300;

function audioFor(video: Rendition, audio: Rendition[]): Rendition | null {
  const byRate = [...audio].sort((a, b) => a.averageBandwidth - b.averageBandwidth);
  const small = (video.resolution?.height ?? 0) < SMALL_AUDIO_BELOW;
  return (small ? byRate[0] : byRate.at(-1)) ?? null;
}

/** The master with pictures. The lowest rung comes first: a player without an estimate starts there, and on a poor link the first picture comes early. */
export function videoMaster(renditions: Rendition[], language: { code: string; name: string }): string {
  const audio = renditions.filter((rendition) => rendition.kind === 'AUDIO');
  const video = renditions.filter((rendition) => rendition.kind === 'VIDEO').sort((a, b) => a.bandwidth - b.bandwidth);
  const lines = [...HEAD, '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const track of audio) {
    lines.push(
      `#EXT-X-MEDIA:${attributes([
        ['TYPE', 'AUDIO'],
        ['GROUP-ID', quoted(track.name)],
        ['NAME', quoted(language.name)],
        ['LANGUAGE', quoted(language.code)],
        ['DEFAULT', 'YES'],
        ['AUTOSELECT', 'YES'],
        ['CHANNELS', track.channels ? quoted(String(track.channels)) : null],
        ['URI', quoted(`${track.name}.m3u8`)],
      ])}`,
    );
  }
  for (const rung of video) {
    const sound = audioFor(rung, audio);
    lines.push(
      `#EXT-X-STREAM-INF:${attributes([
        ['BANDWIDTH', rung.bandwidth + (sound?.bandwidth ?? 0)],
        ['AVERAGE-BANDWIDTH', rung.averageBandwidth + (sound?.averageBandwidth ?? 0)],
        ['RESOLUTION', rung.resolution ? `${rung.resolution.width}x${rung.resolution.height}` : null],
        ['FRAME-RATE', rung.frameRate ? rung.frameRate.toFixed(3) : null],
        ['CODECS', quoted([rung.codecs, sound?.codecs].filter(Boolean).join(','))],
        ['AUDIO', sound ? quoted(sound.name) : null],
      ])}`,
      `${rung.name}.m3u8`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The master without pictures, for saving data: its own file, because players drop audio-only variants from a mixed master. Null without sound. */
export function audioMaster(renditions: Rendition[]): string | null {
  const audio = renditions.filter((rendition) => rendition.kind === 'AUDIO').sort((a, b) => a.bandwidth - b.bandwidth);
  if (audio.length === 0) return null;
  const lines = [...HEAD, '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const track of audio) {
    lines.push(
      `#EXT-X-STREAM-INF:${attributes([
        ['BANDWIDTH', track.bandwidth],
        ['AVERAGE-BANDWIDTH', track.averageBandwidth],
        ['CODECS', quoted(track.codecs)],
      ])}`,
      `${track.name}.m3u8`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Segment names and durations from a playlist that ffmpeg wrote. */
export function readSegments(playlist: string): { uri: string; duration: number }[] {
  const segments: { uri: string; duration: number }[] = [];
  let duration: number | null = null;
  for (const line of playlist.split(/\r?\n/)) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice(8));
    else if (line !== '' && !line.startsWith('#') && duration !== null) {
      segments.push({ uri: line, duration });
      duration = null;
    }
  }
  return segments;
}

/** `avc1.PPCCLL` from the avcC box of a clear init segment; null when there is none. */
export function avcCodec(init: Uint8Array): string | null {
  const at = Buffer.from(init.buffer, init.byteOffset, init.byteLength).indexOf('avcC');
  if (at < 0 || at + 8 > init.length) return null;
  // After the name: configurationVersion, AVCProfileIndication, profile_compatibility, AVCLevelIndication (ISO 14496-15 §5.3.3).
  return `avc1.${Buffer.from(init.subarray(at + 5, at + 8)).toString('hex')}`;
}
