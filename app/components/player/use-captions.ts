import { type RefObject, useEffect, useState } from 'react';

/**
 * The words to show now, from the video's own text track. The track is loaded hidden and drawn by us: larger, with room for stacked
 * diacritics, also over a black picture when only the sound plays.
 */
export function useCaptions(video: RefObject<HTMLVideoElement | null>, wanted: boolean): string[] {
  const [lines, setLines] = useState<string[]>([]);
  useEffect(() => {
    const track = video.current?.textTracks[0];
    if (!track) return;
    if (!wanted) {
      track.mode = 'disabled';
      setLines([]);
      return;
    }
    track.mode = 'hidden';
    const show = (): void => {
      const cues = [...(track.activeCues ?? [])] as VTTCue[];
      setLines(cues.flatMap((cue) => cue.text.split('\n')));
    };
    track.addEventListener('cuechange', show);
    show();
    return () => track.removeEventListener('cuechange', show);
  }, [video, wanted]);
  return lines;
}
