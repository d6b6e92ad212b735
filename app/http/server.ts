import { randomUUID } from 'node:crypto';
import type { ServerBuild } from '@remix-run/node';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  LogController,
} from 'fastify';
import { createMetrics } from '~/platform/metrics';
import { withOrigin } from '~/platform/origin';
import type { WebServices } from '~/platform/services';
import { registerEvents } from './events';
import { createFormTokens } from './form-tokens';
import { registerHealth } from './health';
import { registerLive } from './live';
import { type Limits, registerLoadShedding } from './load-shedding';
import { registerMedia } from './media';
import { registerPresence } from './presence';
import { registerPresenceChecks } from './presence-checks';
import { registerProblems } from './problems';
import { createRemixHandler } from './remix-handler';
import { registerSecurity } from './security';
import { registerStaticFiles } from './static-files';
import { registerUploads } from './uploads';
import { registerVenueScreen } from './venue-screen';
import { isSecure } from './who-asks';
import { Withdrawn } from './withdrawn';

export interface WebServerOptions {
  services: WebServices;
  build: ServerBuild | (() => Promise<ServerBuild>);
  /** Folder that holds build/ and public/. */
  root: string;
  /** Other limits than those of production; tests do not wait so long. */
  limits?: { headersMs?: number; checkMs?: number; bodyMs?: number; shedding?: Limits };
  /** Makes the HTTP server; development puts Vite's in front. */
  serverFactory?: FastifyServerFactory;
  /** Told of every address that is registered; the access matrix is read from it. */
  onRoute?: (route: { method: string | string[]; url: string }) => void;
}

/** The web process's composition: fast paths first, Remix for everything else. Does not listen yet. */
export async function createWebServer({
  services,
  build,
  root,
  serverFactory,
  onRoute,
  limits = {},
}: WebServerOptions): Promise<FastifyInstance> {
  const metrics = createMetrics('web');
  const app = Fastify({
    ...(serverFactory ? { serverFactory } : {}),
    loggerInstance: services.logger as FastifyBaseLogger,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // One line an answer is written below, with the route's pattern: addresses and query strings may name people.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address, hop) => hop < services.env.TRUST_PROXY,
    bodyLimit: 1024 * 1024,
    requestTimeout: 120_000,
    // Whoever sends a header's bytes one by one is looked for every few seconds.
    http: { headersTimeout: limits.headersMs ?? 15_000, connectionsCheckingInterval: limits.checkMs ?? 5_000 },
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 300 },
  });
  if (onRoute) app.addHook('onRoute', onRoute);
  registerProblems(app);
  // Again after the body: its parsers answer from the connection's events, which belong to no request.
  for (const step of ['onRequest', 'preHandler'] as const)
    app.addHook(step, (request: FastifyRequest, _reply: FastifyReply, done: () => void) =>
      withOrigin({ requestId: request.id, address: request.ip }, done),
    );
  const seconds = metrics.histogram('http_request_seconds', 'Time to answer, by route and status', ['route', 'status']);

  await registerLoadShedding(app, services, metrics, limits.shedding);
  registerHealth(app, services, metrics);
  const withdrawn = new Withdrawn(services);
  app.addHook('onClose', async () => withdrawn.close());
  registerPresence(app, services, withdrawn);
  registerPresenceChecks(app, services, withdrawn);
  await app.register(async (site) => {
    const tokens = createFormTokens(services.env.SESSION_SECRET, isSecure(services));
    await registerSecurity(site, services, tokens);
    site.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none';
      seconds.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      request.log.info(
        { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'answered',
      );
    });
    await registerMedia(site, services, withdrawn);
    await registerEvents(site, services);
    await registerLive(site, services);
    await registerVenueScreen(site, services);
    await registerUploads(site, services);
    await registerStaticFiles(site, root);
    await site.register(async (pages) => {
      // Remix reads bodies itself, as streams.
      pages.removeAllContentTypeParsers();
      pages.addContentTypeParser('*', (_request, _payload, done) => done(null));
      const pagesHandler = createRemixHandler(build, services.env.NODE_ENV, services, tokens, limits.bodyMs);
      pages.all('*', { config: { readsFormToken: true } }, pagesHandler);
    });
  });
  return app;
}
