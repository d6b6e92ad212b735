import path from 'node:path';
import { LIVE_SEGMENT_SECONDS } from '~/modules/broadcasts/segment-names';
import { AUDIO, type LiveProfile, liveFrameRate, renditionNames, rungHeight } from './live-profile';
import type { Picture } from './rtmp/picture';

export interface LiveRequest {
  profile: LiveProfile;
  picture: Picture;
  /** Without it, silence is added. */
  hasAudio: boolean;
  preset: string;
  /** Where ffmpeg leaves RENDITION.m3u8, init_RENDITION.mp4 and RENDITION_000000.m4s, in the clear. */
  folder: string;
}

/** So many segments (half an hour) ffmpeg remembers in its list: as long may database or storage be away. */
const LIST_SIZE = 900;

/** How loud it is, several times a second on standard output: `lavfi.astats.Overall.RMS_level=-23.1`. */
const LEVEL =
  'astats=metadata=1:reset=24:measure_perchannel=none:measure_overall=RMS_level,ametadata=mode=print:key=lavfi.astats.Overall.RMS_level:file=-:direct=1';

/** ffmpeg's arguments for one part: FLV on standard input, the profile's renditions as segments in a folder. Our own playlists stand over them. */
export function liveArguments({ profile, picture, hasAudio, preset, folder }: LiveRequest): string[] {
  const { rungs } = profile;
  const names = renditionNames(profile);
  const pictures = rungs.length || 1;
  const sound = `[${hasAudio ? '0:a:0' : '1:a:0'}]aresample=async=1000:first_pts=0,${LEVEL}[a]`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning', '-y', '-thread_queue_size', '1024'],
    ...['-fflags', '+genpts', '-analyzeduration', '0', '-probesize', '200000', '-fpsprobesize', '0'],
    ...['-f', 'flv', '-i', 'pipe:0'],
    ...(hasAudio ? [] : ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-shortest']),
    ...['-filter_complex', [...scaling(profile, picture), sound].join(';')],
    ...(rungs.length > 0 ? encoding(profile, preset) : ['-map', '0:v:0', '-c:v', 'copy']),
    ...['-map', '[a]', '-c:a', 'aac', '-b:a', `${AUDIO.bitRate}k`, '-ar', '48000', '-ac', String(AUDIO.channels)],
    ...[
      '-map_metadata',
      '-1',
      '-f',
      'hls',
      '-hls_time',
      String(LIVE_SEGMENT_SECONDS),
      '-hls_list_size',
      String(LIST_SIZE),
    ],
    ...['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init_%v.mp4'],
    ...['-hls_flags', 'independent_segments+temp_file+omit_endlist'],
    ...['-var_stream_map', names.map((name, i) => `${i < pictures ? `v:${i}` : 'a:0'},name:${name}`).join(' ')],
    ...['-hls_segment_filename', path.join(folder, '%v_%06d.m4s'), path.join(folder, '%v.m3u8')],
  ];
}

function scaling({ rungs }: LiveProfile, picture: Picture): string[] {
  if (rungs.length === 0) return [];
  const outputs = rungs.map((_, i) => `[s${i}]`).join('');
  return [
    `[0:v:0]fps=${liveFrameRate(picture.fps).toFixed(5)},split=${rungs.length}${outputs}`,
    ...rungs.map(
      (rung, i) =>
        `[s${i}]scale=w=-2:h=${rungHeight(rung, picture.height)}:flags=bilinear,setsar=1,format=yuv420p[v${i}]`,
    ),
  ];
}

function encoding({ rungs }: LiveProfile, preset: string): string[] {
  return [
    ...rungs.flatMap((_, i) => ['-map', `[v${i}]`]),
    ...[
      '-c:v',
      'libx264',
      '-preset',
      preset,
      '-tune',
      'zerolatency',
      '-bf',
      '0',
      '-sc_threshold',
      '0',
      '-flags',
      '+cgop',
    ],
    ...['-force_key_frames', `expr:gte(t,n_forced*${LIVE_SEGMENT_SECONDS})`],
    ...rungs.flatMap(({ profile, bitRate }, i) => [
      ...[`-profile:v:${i}`, profile, `-b:v:${i}`, `${bitRate}k`],
      ...[`-maxrate:v:${i}`, `${Math.round(bitRate * 1.1)}k`, `-bufsize:v:${i}`, `${bitRate * 2}k`],
    ]),
  ];
}
