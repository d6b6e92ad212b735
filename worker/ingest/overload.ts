/** What is saved when ffmpeg cannot keep up. Steps follow one another: each is everything of the ones before it, and one more. */
export interface OverloadStep {
  /** x264's preset from this step on; null: as it was. */
  preset: string | null;
  /** So many of the largest pictures are no longer made of their own: the next smaller one stands in for them. */
  without: number;
}

/** From the quickest on. */
const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium'];

/**
 * `LIVE_OVERLOAD`: presets and `-N` (without the N largest pictures) in the order they are tried; `none`: nothing is done. Words that would
 * save nothing, a preset no quicker than the one in use or more pictures than there are, are left out.
 */
export function overloadSteps(setting: string, { preset, rungs }: { preset: string; rungs: number }): OverloadStep[] {
  const steps: OverloadStep[] = [];
  let now: OverloadStep = { preset: null, without: 0 };
  for (const word of setting === 'none' ? [] : setting.split(',')) {
    const less = word.startsWith('-');
    const without = Math.min(Number(word.slice(1)), rungs - 1);
    const saves = less ? without > now.without : PRESETS.indexOf(word) < PRESETS.indexOf(now.preset ?? preset);
    if (!saves) continue;
    now = less ? { ...now, without } : { ...now, preset: word };
    steps.push(now);
  }
  return steps;
}

/** So long an encoder has to be behind without catching up: a moment's load is no overload. */
const HOLD_MS = 2_000;

/** Since when ffmpeg is too far behind, and how far it was then; null: it keeps up. */
export type Lateness = { since: number; lagMs: number } | null;

/**
 * Looks at how far ffmpeg is behind what has arrived (milliseconds of media). Overloaded: more than `limitMs` for two seconds, and no
 * less than at their beginning; one that catches up is left alone. Pure.
 */
export function watchLag(
  before: Lateness,
  { now, lagMs, limitMs }: { now: number; lagMs: number; limitMs: number },
): { lateness: Lateness; overloaded: boolean } {
  if (lagMs <= limitMs) return { lateness: null, overloaded: false };
  if (before === null || lagMs < before.lagMs) return { lateness: { since: now, lagMs }, overloaded: false };
  return { lateness: before, overloaded: now - before.since >= HOLD_MS };
}
