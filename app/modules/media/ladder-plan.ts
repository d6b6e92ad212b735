/** One video rung of the ladder. Sizes in pixels, rates in kbit/s. */
export interface Rung {
  name: string;
  height: number;
  crf: number;
  maxRate: number;
  profile: 'high' | 'main';
}

const STEPS: Rung[] = [
  { name: '720p', height: 720, crf: 23, maxRate: 2500, profile: 'high' },
  { name: '480p', height: 480, crf: 24, maxRate: 1100, profile: 'high' },
  { name: '240p', height: 240, crf: 26, maxRate: 350, profile: 'main' },
];

/** A source this much taller than the rung below it gets a rung of its own height. */
const WORTH_A_RUNG = 1.25;

/**
 * The rungs for a source of this height (as displayed), highest first. Nothing is enlarged: a 360p source gets 360p and 240p,
 * a source below 240 lines gets one rung of its own (even) height.
 */
export function planRungs(sourceHeight: number): Rung[] {
  const even = Math.max(2, sourceHeight - (sourceHeight % 2));
  const fitting = STEPS.filter((step) => step.height <= sourceHeight);
  const above = STEPS.filter((step) => step.height > sourceHeight).at(-1);
  const top = fitting[0];
  if (!top) return [{ ...(STEPS.at(-1) as Rung), name: `${even}p`, height: even }];
  if (above && sourceHeight >= top.height * WORTH_A_RUNG)
    return [{ ...above, name: `${even}p`, height: even }, ...fitting];
  return fitting;
}

/**
 * The frame rate to encode at, as ffmpeg writes it: the source's own up to 30, half of 48 to 60, 30 when it is unknown or odd.
 * `rate` is ffprobe's `avg_frame_rate`, a fraction such as `30000/1001`.
 */
export function planFrameRate(rate: string | undefined): string {
  const [numerator = 0, denominator = 0] = (rate ?? '').split('/').map(Number);
  const fps = denominator > 0 ? numerator / denominator : 0;
  if (fps >= 10 && fps <= 30.01) return `${numerator}/${denominator}`;
  if (fps >= 47 && fps <= 60.01) return `${numerator}/${denominator * 2}`;
  return '30/1';
}

/** Audio renditions: stereo for the upper rungs, mono for the lowest and for saving data. Rates in bits a second. */
export const AUDIO_STEPS = [
  { name: 'a96', bitRate: 96_000, channels: 2 },
  { name: 'a32', bitRate: 32_000, channels: 1 },
] as const;
