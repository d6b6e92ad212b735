import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { findViewer } from '~/modules/accounts/find-viewer.server';
import type { Viewer } from '~/modules/accounts/viewer';
import { findBroadcastForViewer } from '~/modules/broadcasts/find-broadcast-for-viewer.server';
import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import { issueLiveTicket } from '~/modules/media/issue-playback-ticket.server';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { isSecure } from './remix-handler';

const idOf = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);

/**
 * What every page of a broadcast asks for while it is on: `POST /resources/live-ticket/:sessionId` renews ticket and media pass every
 * `LIVE_RENEW_SECONDS`, `GET /resources/broadcast/:id` says how the broadcast stands, after each event. A million pages ask fifty
 * thousand times a second, so neither goes through the pages' framework (see docs/scale.md).
 */
export async function registerLive(app: FastifyInstance, services: Services): Promise<void> {
  const viewerOf = async (request: FastifyRequest): Promise<Viewer> => {
    const token = readCookie(request.headers.cookie, authCookieName(isSecure(services)));
    const viewer = token ? await findViewer(token, services) : null;
    if (viewer && !viewer.mustChangePassword) return viewer;
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  };

  app.post<{ Params: { sessionId: string } }>('/resources/live-ticket/:sessionId', async (request, reply) => {
    const viewer = await viewerOf(request);
    const issued = await issueLiveTicket(services, { viewer, sessionId: idOf(request.params.sessionId) });
    if (!issued) throw notFound();
    return reply.header('set-cookie', issued.setCookie).header('cache-control', 'no-store').send(issued.playback);
  });

  app.get<{ Params: { id: string } }>('/resources/broadcast/:id', async (request, reply) => {
    const viewer = await viewerOf(request);
    const id = idOf(request.params.id);
    const view = (await findBroadcastForViewer(viewer, id, services.pool)) ? await getLiveView(services, id) : null;
    if (!view) throw notFound();
    return reply.header('cache-control', 'no-store').send(view);
  });
}
