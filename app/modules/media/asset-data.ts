import { z } from 'zod';
import type { DataUse, Storyboard } from './schema';

// The JSON columns of MediaAsset, checked when they are read.

/** One rendition of an asset, as stored in MediaAsset.renditions. Bandwidths are bits a second, measured on the segments made. */
export const renditionSchema = z.object({
  name: z.string(),
  kind: z.enum(['VIDEO', 'AUDIO']),
  bandwidth: z.number().int(),
  averageBandwidth: z.number().int(),
  codecs: z.string(),
  resolution: z.object({ width: z.number().int(), height: z.number().int() }).nullable(),
  frameRate: z.number().nullable(),
  channels: z.number().int().nullable(),
});
export type Rendition = z.infer<typeof renditionSchema>;
export const renditionsSchema = z.array(renditionSchema);

/** The richest picture with its sound, and the sound alone. */
export function dataUseOf(renditions: readonly Rendition[]): DataUse {
  const most = (kind: Rendition['kind']) =>
    Math.max(0, ...renditions.filter((one) => one.kind === kind).map((one) => one.averageBandwidth));
  const sound = most('AUDIO');
  return { picture: most('VIDEO') + sound, sound };
}

export const storyboardSchema: z.ZodType<Storyboard> = z.object({
  every: z.number().int().positive(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  tileWidth: z.number().int().positive(),
  tileHeight: z.number().int().positive(),
  count: z.number().int().positive(),
  version: z.string().optional(),
});
