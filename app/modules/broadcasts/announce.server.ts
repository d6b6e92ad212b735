import { broadcastTopic, type LiveEvent, publishEvent } from '~/platform/events';
import type { Services } from '~/platform/services';

/** Tells everybody at a broadcast, after the commit. Redis away: nothing is undone for that, pages ask again by themselves. */
export async function announce(
  services: Pick<Services, 'env' | 'redis' | 'logger'>,
  broadcastId: number,
  event: LiveEvent,
): Promise<void> {
  try {
    await publishEvent(services, broadcastTopic(broadcastId), event);
  } catch (error) {
    services.logger.warn({ err: error, broadcastId, event: event.type }, 'event not announced');
  }
}
