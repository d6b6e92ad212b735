import path from 'node:path';
import { AUDIO_STEPS, planFrameRate, type Rung } from './ladder-plan';
import type { MeasuredSource } from './probe-source.server';
import { KEY_FRAME_SECONDS, SEGMENT_SECONDS } from './schema';

export interface LadderRequest {
  /** Options and input, e.g. `[...SAFE_INPUT, '-i', 'file:…']`. */
  input: readonly string[];
  source: MeasuredSource;
  rungs: readonly Rung[];
  /** Filter of the second loudness pass; null leaves the level alone. */
  loudness: string | null;
  folder: string;
  preset: string;
}

/** One ffmpeg process for the whole ladder: decode once, scale and encode every rung, sound apart in two renditions, fMP4 segments. */
export function ladderArguments({ input, source, rungs, loudness, folder, preset }: LadderRequest): string[] {
  const audio = source.hasAudio ? AUDIO_STEPS : [];
  const rates = rungs.flatMap((rung, i) => [
    ...[`-crf:v:${i}`, String(rung.crf), `-maxrate:v:${i}`, `${rung.maxRate}k`],
    ...[`-bufsize:v:${i}`, `${rung.maxRate * 2}k`, `-profile:v:${i}`, rung.profile],
  ]);
  return [
    ...[
      '-hide_banner',
      '-nostdin',
      '-loglevel',
      'warning',
      '-y',
      '-progress',
      'pipe:1',
      '-nostats',
      '-stats_period',
      '0.5',
    ],
    ...input,
    ...['-filter_complex', ladderFilter({ source, rungs, loudness })],
    ...rungs.flatMap((_, i) => ['-map', `[v${i}]`]),
    ...audio.flatMap((_, i) => ['-map', `[a${i}]`]),
    // Without B-frames the picture starts at 0, aligned with the sound that is muxed apart.
    ...['-c:v', 'libx264', '-preset', preset, '-bf', '0', '-sc_threshold', '0', '-flags', '+cgop'],
    ...['-force_key_frames', `expr:gte(t,n_forced*${KEY_FRAME_SECONDS})`, ...rates],
    ...(audio.length > 0 ? ['-c:a', 'aac', '-ar', '48000'] : []),
    ...audio.flatMap((step, i) => [`-b:a:${i}`, String(step.bitRate), `-ac:a:${i}`, String(step.channels)]),
    ...['-t', source.seconds.toFixed(3), '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ...['-hls_fmp4_init_filename', 'init_%v.mp4', '-hls_flags', 'independent_segments'],
    '-var_stream_map',
    [...rungs.map((rung, i) => `v:${i},name:${rung.name}`), ...audio.map((step, i) => `a:${i},name:${step.name}`)].join(
      ' ',
    ),
    ...['-hls_segment_filename', path.join(folder, '%v_%05d.m4s'), path.join(folder, '%v.m3u8')],
  ];
}

function ladderFilter({ source, rungs, loudness }: Pick<LadderRequest, 'source' | 'rungs' | 'loudness'>): string {
  const outputs = rungs.map((_, i) => `[s${i}]`).join('');
  const square = source.squarePixels ? '' : "scale=w='trunc(iw*sar/2)*2':h=ih,setsar=1,";
  // A picture that ends before the sound stays on its last frame; a sound that ends first is filled with silence.
  const missing = source.videoSeconds === null ? 0 : source.seconds - source.videoSeconds;
  const hold = missing > 0.5 ? `,tpad=stop_mode=clone:stop_duration=${missing.toFixed(3)}` : '';
  const video = `[0:V:0]yadif=deint=interlaced,${square}fps=fps=${planFrameRate(source.frameRate)}:start_time=0${hold},split=${rungs.length}${outputs}`;
  const scaled = rungs.map(
    (rung, i) => `[s${i}]scale=w=-2:h=${rung.height}:flags=bicubic,setsar=1,format=yuv420p[v${i}]`,
  );
  if (!source.hasAudio) return [video, ...scaled].join(';');
  const level = loudness ? `,${loudness},aresample=48000` : '';
  const sound = `[0:a:0]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo${level},apad=whole_dur=${source.seconds.toFixed(3)},asplit=${AUDIO_STEPS.length}${AUDIO_STEPS.map((_, i) => `[a${i}]`).join('')}`;
  return [video, ...scaled, sound].join(';');
}
