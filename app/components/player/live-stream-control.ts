import type { LiveStreamState } from './live-stream-options';
import type { PlayerEmitter } from './use-player-events';

export interface LivePosition {
  /** Second of the timeline; null before something plays, or in a stretch that does not count. */
  at: number | null;
  /** Length of the timeline so far. */
  edge: number;
  /** Seconds behind what is happening now. */
  latency: number | null;
}

/** A stretch that went by unseen: the network was away, or the device slept. Seconds of the timeline. */
export interface MissedStretch {
  from: number;
  to: number;
}

export interface LiveStreamControl {
  state: LiveStreamState | null;
  /** Lines of each rung, highest first; empty until known. */
  qualities: number[];
  /** The picture stands although it should play. */
  stuck: boolean;
  /** Nothing arrives: this page's own connection is broken. */
  lost: boolean;
  /** Nothing but the sound plays. */
  soundOnly: boolean;
  missed: MissedStretch | null;
  forgetMissed: () => void;
  /** The player's events in seconds of the timeline. */
  events: PlayerEmitter;
  atEdge: boolean;
  /** No new segment has come for so long that viewers are told; the playlist says so itself when no event does. */
  silent: boolean;
  position: LivePosition;
  /** Media seconds → second of the timeline. */
  timelineOf: (media: number) => number | null;
  play: () => void;
  goLive: () => void;
  goTo: (second: number) => void;
}
