/** A rendition with a picture. Rates in kbit/s; null where nothing is encoded anew. */
export interface LiveRung {
  name: string;
  height: number;
  bitRate: number;
  profile: 'main' | 'baseline';
}

/** How a broadcast is encoded; Broadcast.profile names it. */
export interface LiveProfile {
  /** Empty: the encoder's picture as it comes. */
  rungs: readonly LiveRung[];
  /** Renditions that are no longer made of their own, and the one whose segments stand in for each: players go on with the playlist they have. */
  instead?: ReadonlyMap<string, string>;
}

const LADDER: readonly LiveRung[] = [
  { name: '720p', height: 720, bitRate: 2500, profile: 'main' },
  { name: '480p', height: 480, bitRate: 1000, profile: 'main' },
  { name: '240p', height: 240, bitRate: 300, profile: 'baseline' },
];

export const LIVE_PROFILES = {
  standard: { rungs: LADDER },
  /** For machines with little to spare, and for several broadcasts at once. */
  light: { rungs: LADDER.slice(1) },
  source: { rungs: [] },
} as const satisfies Record<string, LiveProfile>;

export const AUDIO = { name: 'a64', bitRate: 64, channels: 2 } as const;
export const SOURCE_NAME = 'source';

/** A profile that this release does not know is encoded as the usual one. */
export function liveProfile(name: string): LiveProfile {
  return Object.hasOwn(LIVE_PROFILES, name)
    ? LIVE_PROFILES[name as keyof typeof LIVE_PROFILES]
    : LIVE_PROFILES.standard;
}

/** The profile without its largest pictures of their own; at least one is made. */
export function reduceProfile({ rungs }: LiveProfile, without: number): LiveProfile {
  const gone = Math.max(0, Math.min(without, rungs.length - 1));
  const left = rungs.slice(gone);
  const largest = left[0]?.name ?? '';
  return { rungs: left, instead: new Map(rungs.slice(0, gone).map(({ name }) => [name, largest])) };
}

/** Names of all renditions of a profile, the first is the one whose clock counts. */
export const renditionNames = ({ rungs }: LiveProfile): string[] => [
  ...(rungs.length > 0 ? rungs.map(({ name }) => name) : [SOURCE_NAME]),
  AUDIO.name,
];

/** Never enlarged, never odd. Every rendition is made also of a small picture: an encoder that comes back with another size does not leave holes. */
export const rungHeight = (rung: LiveRung, sourceHeight: number): number =>
  Math.max(2, Math.min(rung.height, sourceHeight - (sourceHeight % 2)));

/** The rate to encode at: the encoder's own up to 30, half of up to 60, 30 when it is unknown or odd. */
export function liveFrameRate(fps: number | null): number {
  if (fps !== null && fps >= 10 && fps <= 30.5) return fps;
  return fps !== null && fps > 30.5 && fps <= 61 ? fps / 2 : 30;
}

/** More than this many pixels a second (1080 lines at 60) are refused: decoding alone would take the machine. */
export const MAX_PIXEL_RATE = 1920 * 1088 * 61;
