import type { FastifyInstance } from 'fastify';
import { findVenueScreen } from '~/modules/venues/find-venue-screen.server';
import { getScreenNews } from '~/modules/venues/get-screen-news.server';
import { signHallPlayback } from '~/modules/venues/sign-hall-playback.server';
import type { WebServices } from '~/platform/services';
import { forNobody } from './who-asks';

/**
 * `GET /resources/venue-screen/:token`: the codes, the hall's state and the media pass anew, for whoever has the screen's link. Thirty
 * thousand halls ask at the same time when something happens, so it does not go through the pages' framework.
 */
export async function registerVenueScreen(app: FastifyInstance, services: WebServices): Promise<void> {
  app.get<{ Params: { token: string } }>('/resources/venue-screen/:token', async (request, reply) => {
    const screen = await forNobody(services, (own) => findVenueScreen(request.params.token, own));
    const { setCookie } = signHallPlayback(screen, services);
    if (setCookie) reply.header('set-cookie', setCookie);
    return reply
      .header('cache-control', 'no-store')
      .send(await forNobody(services, (own) => getScreenNews(screen, own)));
  });
}
