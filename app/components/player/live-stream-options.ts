import type { Fragment, HlsConfig } from 'hls.js';
import type { LiveSource } from '~/modules/broadcasts/schema';
import type { ShownFragment } from './live-clock';

export type LiveStreamState = 'loading' | 'playing' | 'reconnecting' | 'expired' | 'failed';

/** Moments of program time that a playlist shows; milliseconds. */
export interface PlaylistMoment {
  programAt: number;
  durationMs: number;
}

export type LiveAddresses = Pick<LiveSource, 'live' | 'dvr'>;

export interface LiveStreamOptions {
  video: HTMLVideoElement;
  source: LiveAddresses;
  onState: (state: LiveStreamState) => void;
  /** What the playlist shows after each reload, in order. */
  onMoments: (moments: PlaylistMoment[]) => void;
  /** Lines of each rung once known, highest first; none when only the sound plays. */
  onQualities: (heights: number[]) => void;
  /** A new media pass; false when the person may not watch any more. */
  renew: () => Promise<boolean>;
  /** For the big screen of a hall. */
  hall: boolean;
}

// Picture to picture 5–6 s with segments of 2 s: two of them behind the edge, and a little faster where it fell behind.
export const CONFIG: Partial<HlsConfig> = {
  startLevel: 0,
  testBandwidth: false,
  abrEwmaDefaultEstimate: 300_000,
  capLevelToPlayerSize: true,
  liveSyncDurationCount: 2,
  maxLiveSyncPlaybackRate: 1.08,
  maxBufferLength: 20,
  backBufferLength: 60,
  enableWorker: false,
};
export const RETRY_MS = [1_000, 1_000, 2_000, 4_000, 8_000];
export const momentOf = ({ programDateTime, duration }: Fragment): PlaylistMoment[] =>
  programDateTime ? [{ programAt: programDateTime, durationMs: Math.round(duration * 1000) }] : [];

export const shownFragment = ({ programDateTime, start, end }: Fragment): ShownFragment[] =>
  programDateTime ? [{ programAt: programDateTime, start, end }] : [];
