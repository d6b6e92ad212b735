import { type RefObject, useCallback, useEffect, useState } from 'react';
import { DEFAULT_PREFERENCES, loadPreferences, type PlayerPreferences, savePreferences } from './player-preferences';

interface Options {
  video: RefObject<HTMLVideoElement | null>;
  /** A preview beside other work: silent at first, and nothing chosen there is kept. */
  preview?: boolean;
  /** What is live plays at its own speed. */
  live?: boolean;
}

/** What the person chose, read once the page's script runs, kept, and done to the video. `ready`: it was read. */
export function usePlayerPreferences({ video, preview = false, live = false }: Options): {
  ready: boolean;
  preferences: PlayerPreferences;
  prefer: (change: Partial<PlayerPreferences>) => void;
} {
  const [ready, setReady] = useState(false);
  const [preferences, setPreferences] = useState(DEFAULT_PREFERENCES);
  useEffect(() => {
    setPreferences(preview ? { ...DEFAULT_PREFERENCES, muted: true } : loadPreferences());
    setReady(true);
  }, [preview]);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.volume = preferences.volume;
    element.muted = preferences.muted;
    if (live) return;
    element.defaultPlaybackRate = preferences.speed;
    element.playbackRate = preferences.speed;
  }, [video, live, preferences]);
  const prefer = useCallback(
    (change: Partial<PlayerPreferences>) => {
      setPreferences((known) => {
        const next = { ...known, ...change };
        if (!preview) savePreferences(next);
        return next;
      });
    },
    [preview],
  );
  return { ready, preferences, prefer };
}
