import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Rendition } from './asset-data';
import { contentKey, encryptSegment } from './content-key';
import { AUDIO_STEPS, planFrameRate, type Rung } from './ladder-plan';
import {
  audioMaster,
  avcCodec,
  measureBandwidth,
  mediaPlaylist,
  type PackedSegment,
  readSegments,
  videoMaster,
} from './playlists';
import type { MeasuredSource } from './probe-source.server';
import { SEGMENTS_A_KEY } from './schema';

export interface PackRequest {
  publicPath: string;
  mediaSecret: string;
  rungs: readonly Rung[];
  source: MeasuredSource;
  /** Where ffmpeg left its playlists, inits and segments in the clear; where the finished asset is built. */
  clearFolder: string;
  folder: string;
  signal: AbortSignal;
  onShare: (share: number) => void;
}

export interface Packed {
  renditions: Rendition[];
  /** Seconds of the longest rendition. */
  seconds: number;
}

/** Encrypts finished segments and writes our own playlists over them. */
export async function packAsset(request: PackRequest): Promise<Packed> {
  const { rungs, source } = request;
  const [numerator = 30, denominator = 1] = planFrameRate(source.frameRate).split('/').map(Number);
  const frameRate = numerator / denominator;
  const plans = [
    ...rungs.map((rung) => ({ name: rung.name, rung, channels: null })),
    ...(source.hasAudio ? AUDIO_STEPS.map((step) => ({ name: step.name, rung: null, channels: step.channels })) : []),
  ];
  const renditions: Rendition[] = [];
  let seconds = 0;
  for (const [index, plan] of plans.entries()) {
    const init = await readFile(path.join(request.clearFolder, `init_${plan.name}.mp4`));
    const segments = await packRendition(request, plan.name, (share) =>
      request.onShare((index + share) / plans.length),
    );
    const { peak, average } = measureBandwidth(segments);
    seconds = Math.max(
      seconds,
      segments.reduce((sum, segment) => sum + segment.duration, 0),
    );
    renditions.push({
      name: plan.name,
      kind: plan.rung ? 'VIDEO' : 'AUDIO',
      bandwidth: peak,
      averageBandwidth: average,
      codecs: plan.rung ? (avcCodec(init) ?? 'avc1.64001f') : 'mp4a.40.2',
      resolution: plan.rung && {
        width: Math.round((source.width * plan.rung.height) / source.height / 2) * 2,
        height: plan.rung.height,
      },
      frameRate: plan.rung ? frameRate : null,
      channels: plan.channels,
    });
  }
  await writeFile(
    path.join(request.folder, 'master.m3u8'),
    videoMaster(renditions, { code: 'vi', name: 'Tiếng Việt' }),
  );
  const sound = audioMaster(renditions);
  if (sound) await writeFile(path.join(request.folder, 'audio.m3u8'), sound);
  return { renditions, seconds };
}

async function packRendition(
  request: PackRequest,
  name: string,
  onShare: (share: number) => void,
): Promise<PackedSegment[]> {
  const { clearFolder, folder, publicPath, mediaSecret, signal } = request;
  const listed = readSegments(await readFile(path.join(clearFolder, `${name}.m3u8`), 'utf8'));
  if (listed.length === 0) throw new Error(`rendition ${name} has no segments`);
  await copyFile(path.join(clearFolder, `init_${name}.mp4`), path.join(folder, `init_${name}.mp4`));
  const segments: PackedSegment[] = [];
  let key = contentKey(mediaSecret, publicPath, 0);
  for (const [sequence, segment] of listed.entries()) {
    signal.throwIfAborted();
    if (sequence % SEGMENTS_A_KEY === 0) key = contentKey(mediaSecret, publicPath, sequence / SEGMENTS_A_KEY);
    const plain = await readFile(path.join(clearFolder, path.basename(segment.uri)));
    const uri = path.basename(segment.uri);
    await writeFile(path.join(folder, uri), encryptSegment(plain, key, sequence));
    segments.push({ uri, duration: segment.duration, size: plain.length });
    onShare((sequence + 1) / listed.length);
  }
  const playlist = mediaPlaylist({
    init: `init_${name}.mp4`,
    segments,
    segmentsAKey: SEGMENTS_A_KEY,
    keyUri: (period) => `keys/${period}`,
  });
  await writeFile(path.join(folder, `${name}.m3u8`), playlist);
  return segments;
}
