import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Viewer } from '~/modules/accounts/viewer';
import { announce } from '~/modules/broadcasts/announce.server';
import { findBroadcastForViewer } from '~/modules/broadcasts/find-broadcast-for-viewer.server';
import { readViewers, tellViewers } from '~/modules/broadcasts/read-viewers.server';
import { findVenueScreen } from '~/modules/venues/find-venue-screen.server';
import { AppError, isAppError, notFound } from '~/platform/errors';
import { broadcastTopic, EventHub, type LiveEvent, venueTopic } from '~/platform/events';
import type { WebServices } from '~/platform/services';
import { findViewerOf, forNobody, forViewer } from './who-asks';

/** A comment so often: proxies and phones close a connection on which nothing moves. */
const KEEP_ALIVE_MS = 20_000;
/** How soon somebody whose access was withdrawn hears nothing more. */
const RECHECK_MS = 45_000;
/** How often the number of open pages is counted and, when it has changed, told. */
const COUNT_MS = 5_000;
/** What a slow reader may have waiting before it is let go; it reconnects and asks again. */
const MAX_WAITING_BYTES = 64 * 1024;

interface Listener {
  /** Null: a hall's screen whose session is not broadcast. */
  broadcastId: number | null;
  response: ServerResponse;
  /** Whether this person may still listen. */
  allowed: () => Promise<boolean>;
  checkedAt: number;
}

/**
 * `GET /events/broadcasts/:id`: server-sent events of a broadcast, for whoever may watch it. `GET /events/venues/:token`: the same, and
 * what is ordered for the hall, for whoever has the link of its screen. Nothing is kept per listener but the
 * socket; two timers serve all of them. The process that a page is connected to hears every event through Redis.
 */
export async function registerEvents(
  app: FastifyInstance,
  services: WebServices,
  { recheckMs = RECHECK_MS }: { recheckMs?: number } = {},
): Promise<void> {
  const hub = new EventHub(services.env, services.logger);
  const listeners = new Set<Listener>();
  const findListener = async (cookie: string | undefined) => {
    const viewer = await findViewerOf(cookie, services, { reads: true });
    return viewer?.mustChangePassword ? null : viewer;
  };
  const mayListen = (viewer: Viewer, id: number) =>
    forViewer(services, viewer, async ({ pool }) => (await findBroadcastForViewer(viewer, id, pool)) !== null);
  const findScreen = (token: string) => forNobody(services, (own) => findVenueScreen(token, own));

  const listen = (reply: FastifyReply, to: Pick<Listener, 'broadcastId' | 'allowed'> & { topics: string[] }): void => {
    reply.hijack();
    const { raw: response } = reply;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 3000\n\n');
    const { topics, ...rest } = to;
    const listener: Listener = { ...rest, response, checkedAt: Date.now() };
    listeners.add(listener);
    const stops = topics.map((topic) => hub.listen(topic, (event) => send(response, event)));
    response.on('close', () => {
      listeners.delete(listener);
      for (const stop of stops) stop();
    });
  };

  // No HEAD: it would wait for an end that never comes.
  const open = { exposeHeadRoute: false };
  app.get<{ Params: { id: string } }>('/events/broadcasts/:id', open, async (request, reply) => {
    const id = /^\d{1,9}$/.test(request.params.id) ? Number(request.params.id) : 0;
    const { cookie } = request.headers;
    const viewer = await findListener(cookie);
    if (!viewer)
      throw new AppError('unauthenticated', 'SIGNED_OUT', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
    if (!(await mayListen(viewer, id))) throw notFound();

    listen(reply, {
      ...{ broadcastId: id, topics: [broadcastTopic(id)] },
      allowed: async () => {
        const now = await findListener(cookie);
        return now !== null && mayListen(now, id);
      },
    });
  });

  app.get<{ Params: { token: string } }>('/events/venues/:token', open, async (request, reply) => {
    const { token } = request.params;
    const { venueId, live } = await findScreen(token);
    const broadcastId = live?.id ?? null;
    listen(reply, {
      ...{ broadcastId, topics: [venueTopic(venueId), ...(broadcastId === null ? [] : [broadcastTopic(broadcastId)])] },
      allowed: () =>
        findScreen(token).then(
          () => true,
          (error) => {
            if (isAppError(error) && error.kind === 'not-found') return false;
            throw error;
          },
        ),
    });
  });

  const keepAlive = setInterval(() => {
    for (const { response } of listeners) write(response, ': \n\n');
  }, KEEP_ALIVE_MS);
  // Spread over the interval: five thousand people are not asked for at once.
  const recheck = setInterval(
    () => {
      const due = [...listeners].filter(({ checkedAt }) => Date.now() - checkedAt >= recheckMs).slice(0, 250);
      for (const listener of due) {
        listener.checkedAt = Date.now();
        // Postgres away: nobody is let go for that; the next round asks again.
        listener.allowed().then(
          (allowed) => {
            if (!allowed) listener.response.end('event: closed\ndata: {}\n\n');
          },
          () => {},
        );
      }
    },
    Math.min(1_000, recheckMs),
  );
  const process = randomUUID();
  const told = new Map<number, number>();
  const count = setInterval(() => void countViewers(services, { listeners, process, told }).catch(() => {}), COUNT_MS);
  keepAlive.unref();
  recheck.unref();
  count.unref();
  // Before the server waits for its connections to end: these never would.
  app.addHook('preClose', async () => {
    clearInterval(keepAlive);
    clearInterval(recheck);
    clearInterval(count);
    for (const { response } of listeners) response.end();
    hub.close();
  });
}

/** Each process says how many pages it serves; whoever finds another sum than it last told, tells it. */
async function countViewers(
  services: WebServices,
  { listeners, process, told }: { listeners: ReadonlySet<Listener>; process: string; told: Map<number, number> },
): Promise<void> {
  const counts = new Map<number, number>();
  for (const id of told.keys()) counts.set(id, 0);
  for (const { broadcastId } of listeners)
    if (broadcastId !== null) counts.set(broadcastId, (counts.get(broadcastId) ?? 0) + 1);
  for (const [broadcastId, count] of counts) {
    await tellViewers(services, { broadcastId, process, count });
    const total = await readViewers(services, broadcastId);
    if (count > 0 && told.get(broadcastId) !== total)
      await announce(services, broadcastId, { type: 'viewers', data: { count: total } });
    if (count > 0) told.set(broadcastId, total);
    else told.delete(broadcastId);
  }
}

function send(response: ServerResponse, { type, data }: LiveEvent): void {
  write(response, `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
  else response.write(text);
}
