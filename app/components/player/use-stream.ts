import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { PlaybackSource } from '~/modules/media/schema';
import type { PlayerPreferences } from './player-preferences';
import { openStream, type Stream, type StreamState } from './stream-loader';

interface Options {
  video: RefObject<HTMLVideoElement | null>;
  source: PlaybackSource;
  startAt: number;
  preferences: PlayerPreferences;
  renew: () => Promise<boolean>;
  /** For the big screen of a hall. */
  hall: boolean;
}

export interface PlayerStream {
  /** Null until something was played. */
  state: StreamState | null;
  qualities: number[];
  opened: () => boolean;
  /** Opens the stream when it is not open, then plays. */
  play: () => void;
  seek: (seconds: number) => void;
  /** Fetches the player's code ahead of the press. */
  prepare: () => void;
}

/** Keeps the stream that is open: video or sound only, at the quality asked for, from where the viewer is. */
export function useStream({ video, source, startAt, preferences, renew, hall }: Options): PlayerStream {
  const [state, setState] = useState<StreamState | null>(null);
  const [qualities, setQualities] = useState<number[]>([]);
  const stream = useRef<Stream | null>(null);
  const opening = useRef(0);
  const asked = useRef(false);
  const at = useRef(startAt);
  const { quality } = preferences;
  const wanted = useRef(quality);
  wanted.current = quality;
  const audioOnly = preferences.audioOnly && source.audioMaster !== null;
  const url = audioOnly && source.audioMaster ? source.audioMaster : source.master;

  const open = useCallback(
    async (play: boolean) => {
      const element = video.current;
      if (!element) return;
      opening.current += 1;
      const turn = opening.current;
      asked.current = true;
      stream.current?.destroy();
      stream.current = null;
      setState('loading');
      try {
        const onQualities = (heights: number[]): void => {
          if (heights.length > 0) setQualities(heights);
        };
        const opened = await openStream({
          video: element,
          url,
          startAt: at.current,
          onState: setState,
          onQualities,
          renew,
          hall,
        });
        if (turn !== opening.current) return opened.destroy();
        stream.current = opened;
        opened.setQuality(wanted.current);
        // A refusal (no press any more after a slow load) leaves the big button to press again.
        if (play) await element.play().catch(() => {});
      } catch {
        if (turn === opening.current) setState('failed');
      }
    },
    [video, url, renew, hall],
  );

  // Sound only and back: the same moment, from the other stream.
  useEffect(() => {
    const element = video.current;
    if (!asked.current || !element) return;
    if (stream.current && element.readyState > 0) at.current = element.currentTime;
    void open(!element.paused || opening.current === 0);
  }, [open, video]);

  useEffect(() => {
    stream.current?.setQuality(quality);
  }, [quality]);

  useEffect(
    () => () => {
      opening.current += 1;
      stream.current?.destroy();
      stream.current = null;
      asked.current = false;
    },
    [],
  );

  return {
    state,
    qualities,
    opened: () => stream.current !== null,
    play: () => {
      if (stream.current) void video.current?.play().catch(() => {});
      else void open(true);
    },
    seek: (seconds) => {
      at.current = seconds;
      if (stream.current && video.current) video.current.currentTime = seconds;
    },
    prepare: () => void import('hls.js').catch(() => {}),
  };
}
