import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '~/platform/metrics';
import type { WebServices } from '~/platform/services';

/**
 * What is given up first when there is too much to do. VITAL is never refused: beats, presence checks, answers to a quiz and handing it in, and
 * the checks of those who run it. STEADY keeps what is under way going: media, passes, roll-call, everything that is sent. PAGES can be
 * opened again in five seconds.
 */
export type Priority = 'VITAL' | 'STEADY' | 'PAGES';

const VITAL_PATHS = ['/api/presence', '/healthz', '/readyz', '/metrics', '/dang-xuat'];
const STEADY_PATHS = ['/media/', '/resources/', '/events/', '/uploads', '/assets/'];

export function priorityOf(method: string, url: string): Priority {
  const reads = method === 'GET' || method === 'HEAD';
  if (VITAL_PATHS.some((path) => url.startsWith(path))) return 'VITAL';
  if (!reads && /^\/(?:resources\/)?trac-nghiem\//.test(url)) return 'VITAL';
  if (!reads || STEADY_PATHS.some((path) => url.startsWith(path))) return 'STEADY';
  return 'PAGES';
}

export interface Limits {
  /** Over how long the event loop's delay is averaged, milliseconds: one long step alone says nothing yet. */
  sampleMs: number;
  /** Mean delay from which pages are refused; and all but what is vital. */
  pagesDelayMs: number;
  steadyDelayMs: number;
  /** Queries that wait for a connection, for each connection of the pool. */
  waitingPerConnection: number;
}

const LIMITS: Limits = { sampleMs: 1_000, pagesDelayMs: 1_500, steadyDelayMs: 5_000, waitingPerConnection: 8 };

/** Refuses with 503 what can wait, so that what cannot is still answered. Register it before every route. */
export async function registerLoadShedding(
  app: FastifyInstance,
  { databaseQueue, env }: Pick<WebServices, 'databaseQueue' | 'env'>,
  metrics: Metrics,
  limits: Limits = LIMITS,
): Promise<void> {
  const refused = metrics.counter('http_shed_total', 'Requests refused because there was too much to do', ['priority']);
  const refuse = (request: FastifyRequest, delayMs: number): boolean => {
    const priority = priorityOf(request.method, request.url);
    if (priority === 'VITAL') return false;
    const shed = priority === 'PAGES' || delayMs > limits.steadyDelayMs;
    if (shed) refused.inc({ priority });
    return shed;
  };
  await app.register(underPressure, {
    maxEventLoopDelay: limits.pagesDelayMs,
    sampleInterval: limits.sampleMs,
    retryAfter: 5,
    pressureHandler(request, reply, _type, value) {
      return refuse(request, value ?? 0) ? Promise.reject(overloaded(reply)) : undefined;
    },
  });
  // Looked at for each request, not every now and then: a queue at the database grows within milliseconds.
  app.addHook('onRequest', async (request, reply) => {
    if (databaseQueue() > limits.waitingPerConnection * env.DATABASE_POOL && refuse(request, 0))
      throw overloaded(reply);
  });
}

/** The error handler says it in words, as a page or as a problem. */
function overloaded(reply: { header(name: string, value: string): unknown }): Error {
  reply.header('retry-after', '5');
  return Object.assign(new Error('overloaded'), { statusCode: 503 });
}
