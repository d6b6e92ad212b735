import type { LiveView, StreamSlot } from '~/modules/broadcasts/schema';

/** A connected encoder, as the ingest process last told of it. */
export interface StreamHealthView {
  slot: StreamSlot;
  active: boolean;
  connectedAt: string;
  bitrateKbps: number;
  fps: number;
  droppedFrames: number;
  width: number | null;
  height: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
  audioLevelDb: number | null;
  keyframeSeconds: number | null;
  lastSegmentAt: string | null;
  warning: string | null;
}

export interface IngestHealthView {
  streams: StreamHealthView[];
  refused: { reason: string; slot: StreamSlot; at: string } | null;
}

export interface OperatedBroadcast extends LiveView {
  keys: { slot: StreamSlot; hint: string; createdAt: string }[];
  trim: { start: number; end: number | null };
}
