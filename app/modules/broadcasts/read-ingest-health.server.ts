import type { Services } from '~/platform/services';
import { type IngestHealth, STREAM_SLOTS, type StreamHealth } from './schema';

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
