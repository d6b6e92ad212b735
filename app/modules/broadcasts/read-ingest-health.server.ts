import type { Services } from '~/platform/services';

export const STREAM_SLOTS = ['PRIMARY', 'BACKUP'] as const;
export type StreamSlotName = (typeof STREAM_SLOTS)[number];

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
  | 'BEHIND';

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
  slot: StreamSlotName;
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
  refused: { reason: PublishRefusal; slot: StreamSlotName; at: string } | null;
}

type Where = Pick<Services, 'env' | 'redis'>;

const HEALTH_SECONDS = 10;
const REFUSAL_SECONDS = 120;
const healthKey = ({ env }: Pick<Where, 'env'>, broadcastId: number) => `${env.REDIS_PREFIX}:ingest:${broadcastId}`;
const refusalKey = ({ env }: Pick<Where, 'env'>, broadcastId: number) =>
  `${env.REDIS_PREFIX}:ingest-refusal:${broadcastId}`;

/** What the ingest process says about a broadcast's encoders right now. @throws when Redis is away */
export async function readIngestHealth(services: Where, broadcastId: number): Promise<IngestHealth> {
  const [fields, refusal] = await Promise.all([
    services.redis.hgetall(healthKey(services, broadcastId)),
    services.redis.get(refusalKey(services, broadcastId)),
  ]);
  return {
    streams: STREAM_SLOTS.flatMap((slot) => (fields[slot] ? [JSON.parse(fields[slot]) as StreamHealth] : [])),
    refused: refusal ? (JSON.parse(refusal) as IngestHealth['refused']) : null,
  };
}

/** Written by ingest every second; gone ten seconds after it stops. */
export async function writeIngestHealth(services: Where, broadcastId: number, streams: StreamHealth[]): Promise<void> {
  const key = healthKey(services, broadcastId);
  const write = services.redis.multi().del(key);
  for (const stream of streams) write.hset(key, stream.slot, JSON.stringify(stream));
  await write.expire(key, HEALTH_SECONDS).exec();
}

export async function writeIngestRefusal(
  services: Where,
  broadcastId: number,
  refusal: NonNullable<IngestHealth['refused']>,
): Promise<void> {
  await services.redis.set(refusalKey(services, broadcastId), JSON.stringify(refusal), 'EX', REFUSAL_SECONDS);
}
