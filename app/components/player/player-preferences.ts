import { SPEEDS } from './player-keys';

/** What the person chose last, kept in this browser. `quality`: lines of the picture, null for automatic. */
export interface PlayerPreferences {
  volume: number;
  muted: boolean;
  speed: number;
  captions: boolean;
  audioOnly: boolean;
  quality: number | null;
}

const KEY = 'diemcau.player';
export const DEFAULT_PREFERENCES: PlayerPreferences = {
  volume: 1,
  muted: false,
  speed: 1,
  captions: true,
  audioOnly: false,
  quality: null,
};

/** Reads what was kept; anything odd falls back to the default, field by field. */
export function parsePreferences(text: string | null): PlayerPreferences {
  let kept: Partial<Record<keyof PlayerPreferences, unknown>> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) kept = value;
  } catch {
    // Not ours: the defaults.
  }
  const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === 'boolean' ? value : otherwise);
  const { volume, speed, quality } = kept;
  return {
    volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULT_PREFERENCES.volume,
    muted: flag(kept.muted, DEFAULT_PREFERENCES.muted),
    speed: SPEEDS.find((one) => one === speed) ?? DEFAULT_PREFERENCES.speed,
    captions: flag(kept.captions, DEFAULT_PREFERENCES.captions),
    audioOnly: flag(kept.audioOnly, DEFAULT_PREFERENCES.audioOnly),
    quality: typeof quality === 'number' && Number.isInteger(quality) && quality > 0 ? quality : null,
  };
}

export function loadPreferences(): PlayerPreferences {
  try {
    return parsePreferences(window.localStorage.getItem(KEY));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

export function savePreferences(preferences: PlayerPreferences): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing: chosen anew each time.
  }
}
