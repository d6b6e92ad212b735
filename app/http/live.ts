import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Viewer } from '~/modules/accounts/viewer';
import { findBroadcastForViewer } from '~/modules/broadcasts/find-broadcast-for-viewer.server';
import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import { issueLiveTicket } from '~/modules/media/issue-playback-ticket.server';
import { AppError, notFound } from '~/platform/errors';
import type { WebServices } from '~/platform/services';
import { findViewerOf, forViewer } from './who-asks';

const idOf = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);

/**
 * What every page of a broadcast asks for while it is on: `POST /resources/live-ticket/:sessionId` renews ticket and media pass every
 * `LIVE_RENEW_SECONDS`, `GET /resources/broadcast/:id` says how the broadcast stands, after each event. A million pages ask fifty
 * thousand times a second, so neither goes through the pages' framework (see docs/scale.md).
 */
export async function registerLive(app: FastifyInstance, services: WebServices): Promise<void> {
  const viewerOf = async (request: FastifyRequest): Promise<Viewer> => {
    const viewer = await findViewerOf(request.headers.cookie, services, { reads: true });
    if (viewer && !viewer.mustChangePassword) return viewer;
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  };

  app.post<{ Params: { sessionId: string } }>('/resources/live-ticket/:sessionId', async (request, reply) => {
    const viewer = await viewerOf(request);
    const sessionId = idOf(request.params.sessionId);
    const issued = await forViewer(services, viewer, (own) => issueLiveTicket(own, { viewer, sessionId }));
    if (!issued) throw notFound();
    return reply.header('set-cookie', issued.setCookie).header('cache-control', 'no-store').send(issued.playback);
  });

  app.get<{ Params: { id: string } }>('/resources/broadcast/:id', async (request, reply) => {
    const viewer = await viewerOf(request);
    const id = idOf(request.params.id);
    const view = await forViewer(services, viewer, async (own) =>
      (await findBroadcastForViewer(viewer, id, own.pool)) ? getLiveView(own, id) : null,
    );
    if (!view) throw notFound();
    return reply.header('cache-control', 'no-store').send(view);
  });
}
