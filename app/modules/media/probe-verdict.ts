import { z } from 'zod';
import { MediaError } from './media-error';
import { LECTURE_MAX_PIXELS, LECTURE_MAX_SECONDS } from './schema';

const numeric = z.coerce.number().optional().catch(undefined);

const streamSchema = z.looseObject({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: numeric,
  height: numeric,
  duration: numeric,
  avg_frame_rate: z.string().optional(),
  sample_aspect_ratio: z.string().optional(),
  display_aspect_ratio: z.string().optional(),
  disposition: z.looseObject({ attached_pic: numeric }).optional(),
  side_data_list: z.array(z.looseObject({ rotation: numeric })).optional(),
});

const probeSchema = z.looseObject({
  streams: z.array(streamSchema).default([]),
  format: z.looseObject({ duration: numeric }).default({}),
});

/** What the encoder needs to know of a lecture file. */
export interface Source {
  /** Seconds by the container's word; null when it does not say (a browser's own recording). */
  duration: number | null;
  /** Seconds of each track by its own word, null when it does not say. */
  videoSeconds: number | null;
  audioSeconds: number | null;
  /** Pixels as displayed: turned, with square pixels. */
  width: number;
  height: number;
  squarePixels: boolean;
  frameRate: string | undefined;
  hasAudio: boolean;
}

const positive = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : null;

/**
 * Judges ffprobe's JSON (`-show_format -show_streams`).
 * @throws MediaError NOT_MEDIA, NO_VIDEO, TOO_LONG, TOO_MANY_PIXELS
 */
export function judgeProbe(json: unknown): Source {
  const parsed = probeSchema.safeParse(json);
  if (!parsed.success) throw new MediaError('NOT_MEDIA', 'unreadable probe');
  const { streams, format } = parsed.data;
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  // A cover picture of a sound file is not a lecture's picture.
  const video = streams.find(
    (stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic && positive(stream.width),
  );
  if (!video) throw new MediaError(audio ? 'NO_VIDEO' : 'NOT_MEDIA', `${streams.length} streams`);
  const coded = { width: video.width ?? 0, height: video.height ?? 0 };
  if (!video.codec_name || video.codec_name === 'unknown' || coded.height <= 0)
    throw new MediaError('ENCODE_FAILED', 'unknown codec');
  if (coded.width * coded.height > LECTURE_MAX_PIXELS)
    throw new MediaError('TOO_MANY_PIXELS', `${coded.width}x${coded.height}`);
  const duration = positive(format.duration) ?? positive(video.duration);
  if (duration !== null && duration > LECTURE_MAX_SECONDS) throw new MediaError('TOO_LONG', `${duration} s`);
  const [sarX = 1, sarY = 1] = (video.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  const squarePixels = !(sarX > 0 && sarY > 0) || sarX === sarY;
  const shown = { width: squarePixels ? coded.width : Math.round((coded.width * sarX) / sarY), height: coded.height };
  const turned = video.side_data_list?.some((data) => Math.abs(data.rotation ?? 0) % 180 === 90) ?? false;
  return {
    duration,
    videoSeconds: positive(video.duration),
    audioSeconds: positive(audio?.duration),
    width: turned ? shown.height : shown.width,
    height: turned ? shown.width : shown.height,
    squarePixels,
    frameRate: video.avg_frame_rate,
    hasAudio: audio !== undefined,
  };
}

/** Whether the packets end well before the container says the lecture ends: three seconds or two per cent, whichever is more. */
export function isCutOff(declared: number | null, found: number): boolean {
  return declared !== null && declared - found > Math.max(3, declared * 0.02);
}
