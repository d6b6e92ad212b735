import { type RefObject, useCallback, useEffect, useState } from 'react';

interface Options {
  /** The player with its controls. */
  frame: RefObject<HTMLElement | null>;
  video: RefObject<HTMLVideoElement | null>;
  /** The whole page, with what lies over the picture. */
  wholePage: boolean;
}

/** The whole frame, so that our controls come along; iPhones only let the video itself fill the screen. */
export function useFullscreen({ frame, video, wholePage }: Options): { fullscreen: boolean; toggle: () => void } {
  const [fullscreen, setFullscreen] = useState(false);
  useEffect(() => {
    const follow = (): void => setFullscreen(!wholePage && document.fullscreenElement === frame.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, [frame, wholePage]);
  const toggle = useCallback(() => {
    const target = wholePage ? document.documentElement : frame.current;
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (target?.requestFullscreen) void target.requestFullscreen().catch(() => {});
    else
      (video.current as (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null)?.webkitEnterFullscreen?.();
  }, [frame, video, wholePage]);
  return { fullscreen, toggle };
}
