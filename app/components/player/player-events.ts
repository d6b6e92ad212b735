/**
 * Media seconds that really advanced while playing: emitted about four times a second (timeupdate), never across a seek,
 * a stall or a pause. `to - from` never exceeds the wall-clock time between two ticks × rate by more than a rounding.
 */
export interface PlayedTick {
  /** Media position in seconds (fractions), from < to. */
  from: number;
  to: number;
  /** The rate that really played: media seconds ÷ wall-clock seconds of this tick, rounded to 0.01 (hls.js may speed up to catch a live edge). */
  rate: number;
}

export interface PlayerEvents {
  played: PlayedTick;
  play: { at: number };
  pause: { at: number };
  /** The viewer jumped; nothing between `from` and `to` was played. */
  seek: { from: number; to: number };
  ratechange: { rate: number };
  ended: { at: number };
}

/** What `<LecturePlayer ref>` gives to the page and to the beat client. Positions are media seconds. */
export interface PlayerHandle {
  seekTo(seconds: number): void;
  play(): void;
  pause(): void;
  readonly currentTime: number;
  readonly duration: number;
  readonly playbackRate: number;
  readonly paused: boolean;
  /** Subscribes; returns the unsubscribe function. */
  on<K extends keyof PlayerEvents>(event: K, listener: (detail: PlayerEvents[K]) => void): () => void;
}
