/** Words and shapes of broadcasts; runs anywhere. */

import type { DataUse } from '~/modules/media/schema';

export const BROADCAST_STATES = ['SCHEDULED', 'LOBBY', 'ON_AIR', 'PAUSED', 'ENDED', 'PUBLISHED', 'CANCELLED'] as const;
export type BroadcastState = (typeof BROADCAST_STATES)[number];

export const BROADCAST_STATE_NAMES = {
  SCHEDULED: 'Đã lên lịch',
  LOBBY: 'Phòng chờ đang mở',
  ON_AIR: 'Đang phát trực tiếp',
  PAUSED: 'Đang tạm dừng',
  ENDED: 'Đã kết thúc',
  PUBLISHED: 'Đã có bản ghi',
  CANCELLED: 'Đã hủy',
} as const satisfies Record<BroadcastState, string>;

export const STREAM_SLOTS = ['PRIMARY', 'BACKUP'] as const;
export type StreamSlot = (typeof STREAM_SLOTS)[number];

export const SLOT_NAMES = {
  PRIMARY: 'Luồng chính',
  BACKUP: 'Luồng dự phòng',
} as const satisfies Record<StreamSlot, string>;

/** What an operator should do something about; the stream is taken all the same. */
export type StreamWarning =
  /** Nothing has arrived for some seconds. */
  | 'STALLED'
  /** The encoder sends no sound; silence is broadcast. */
  | 'NO_AUDIO'
  /** Sound that is not AAC; silence is broadcast. */
  | 'AUDIO_CODEC'
  /** More than 4 s between key frames: set 2 s in the encoder. */
  | 'RARE_KEY_FRAMES'
  /** Higher than 1080 lines or faster than 30 pictures a second: it is made smaller here, at the machine's cost. */
  | 'LARGE_PICTURE'
  /** This machine cannot keep up with encoding. */
  | 'BEHIND'
  /** The machine could not keep up: made with a quicker preset or fewer pictures of their own since. */
  | 'REDUCED';

/** Why a push was turned away. The first four are found before publishing is acknowledged, the others by what is sent. */
export type PublishRefusal =
  | 'UNKNOWN_KEY'
  | 'REVOKED_KEY'
  | 'BROADCAST_OVER'
  | 'KEY_IN_USE'
  | 'NO_CAPACITY'
  | 'NO_VIDEO'
  | 'VIDEO_CODEC'
  | 'PICTURE_TOO_LARGE';

/** One connected encoder, as the ingest process sees it. */
export interface StreamHealth {
  slot: StreamSlot;
  /** Whether this stream is what viewers see; a backup waits. */
  active: boolean;
  /** ISO time. */
  connectedAt: string;
  bitrateKbps: number;
  fps: number;
  /** Pictures missing by the encoder's own clock, since it connected. */
  droppedFrames: number;
  width: number | null;
  height: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
  /** RMS in dBFS; null without sound. */
  audioLevelDb: number | null;
  /** Seconds between the last two key frames. */
  keyframeSeconds: number | null;
  /** ISO time at which the newest segment could be played. */
  lastSegmentAt: string | null;
  warning: StreamWarning | null;
}

export interface IngestHealth {
  /** Connected encoders, primary first. */
  streams: StreamHealth[];
  /** The newest push for this broadcast that was turned away, for two minutes. */
  refused: { reason: PublishRefusal; slot: StreamSlot; at: string } | null;
}

/** Seconds after the last segment when viewers are told that the stream stalls; a segment is 2 s long. */
export const STALL_NOTICE_SECONDS = 8;
/** Seconds after which the operator's page turns red. */
export const STALL_ALERT_SECONDS = 8;
/** A pass lives so long while a broadcast is live: whoever loses access gets no further key or playlist after it. */
export const LIVE_PASS_SECONDS = 55;
/** The player asks for a new pass so often; two tries before the old one runs out. */
export const LIVE_RENEW_SECONDS = 20;

export interface AgendaPoint {
  id: number;
  title: string;
  /** ISO; null: not reached. */
  reachedAt: string | null;
}

/** A stretch of uninterrupted media: from `programAt` (milliseconds since 1970) on for `seconds`, at second `at` of the timeline. */
export interface TimelinePiece {
  programAt: number;
  seconds: number;
  at: number;
}

/** What everybody who may watch sees of a broadcast; also the answer to the page that asks because events do not arrive. */
export interface LiveView {
  id: number;
  state: BroadcastState;
  /** Raised with each change of state; an event of the change names it, and an older answer is not believed after it. */
  version: number;
  /** ISO moments. */
  now: string;
  startsAt: string;
  onAirAt: string | null;
  endedAt: string | null;
  agenda: AgendaPoint[];
  agendaItemId: number | null;
  pieces: TimelinePiece[];
  /** Program time up to which segments are known; null: none yet. */
  until: number | null;
  pauses: { from: number; to: number | null }[];
  /** Whether segments arrive now; null: not on air. */
  stalled: boolean | null;
  viewers: number;
  /** Votes that may be cast now. */
  openPolls: number;
}

/** What the player needs to open a broadcast; addresses are paths of this site. */
export interface LiveSource {
  ticket: string;
  /** The code that stands on the picture, see watermark.ts. */
  mark: string;
  expiresAt: string;
  /** The last seconds, small. */
  live: string;
  /** Everything since on air. */
  dvr: string;
  /** The same two with nothing but the sound; null: it has none. */
  sound: { live: string; dvr: string } | null;
  dataUse: DataUse;
}

/** A broadcast with what only its operator sees. */
export interface OperatedBroadcast extends LiveView {
  keys: { slot: StreamSlot; hint: string; createdAt: string }[];
  trim: { start: number; end: number | null };
}
