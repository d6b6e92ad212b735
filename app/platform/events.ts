import type { Env } from './env';
import type { Logger } from './logger';
import { connectRedis, type Redis } from './redis';

/** Something that happened, for whoever watches a topic right now. Small and without personal data: a reader fetches what it needs. */
export interface LiveEvent {
  /** Name of the event as the browser hears it. */
  type: string;
  data: unknown;
}

/** What everybody at a broadcast hears: state, agenda point, viewers, questions, polls, presence checks. */
export const broadcastTopic = (broadcastId: number) => `broadcast:${broadcastId}`;

/** What a hall's screen hears: it was opened, closed, or has another link. */
export const venueTopic = (venueId: number) => `venue:${venueId}`;

const channelOf = (env: Pick<Env, 'REDIS_PREFIX'>, topic: string) => `${env.REDIS_PREFIX}:events:${topic}`;

/** Tells every web process. Lost while Redis is away: state stands in Postgres, and pages ask again when they reconnect. */
export async function publishEvent(
  { env, redis }: { env: Pick<Env, 'REDIS_PREFIX'>; redis: Redis },
  topic: string,
  event: LiveEvent,
): Promise<void> {
  await redis.publish(channelOf(env, topic), JSON.stringify(event));
}

export type Listener = (event: LiveEvent) => void;

/** One subscription a process and topic, however many people listen. */
export class EventHub {
  private readonly redis: Redis;
  private readonly topics = new Map<string, Set<Listener>>();

  constructor(
    private readonly env: Env,
    logger: Logger,
  ) {
    this.redis = connectRedis(env, 'patient');
    this.redis.on('message', (channel: string, text: string) => {
      const listeners = this.topics.get(channel);
      if (!listeners) return;
      let event: LiveEvent;
      try {
        event = JSON.parse(text) as LiveEvent;
      } catch {
        logger.warn({ channel }, 'event that is no JSON');
        return;
      }
      for (const listener of listeners) listener(event);
    });
  }

  /** Returns how to stop listening. */
  listen(topic: string, listener: Listener): () => void {
    const channel = channelOf(this.env, topic);
    let listeners = this.topics.get(channel);
    if (!listeners) {
      listeners = new Set();
      this.topics.set(channel, listeners);
      // ioredis subscribes again by itself after a lost connection.
      void this.redis.subscribe(channel).catch(() => {});
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.topics.get(channel) !== listeners) return;
      this.topics.delete(channel);
      void this.redis.unsubscribe(channel).catch(() => {});
    };
  }

  /** How many listen here to a topic. */
  count(topic: string): number {
    return this.topics.get(channelOf(this.env, topic))?.size ?? 0;
  }

  close(): void {
    this.redis.disconnect();
  }
}
