import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '~/platform/metrics';
import type { WebServices } from '~/platform/services';
import { forNobody } from './who-asks';

const CHECK_TIMEOUT_MS = 2_000;

export interface DependencyState {
  ok: boolean;
  /** Milliseconds the check took. */
  ms: number;
  /** Waiting and active jobs, for the queue. */
  depth?: number;
}

/** `/healthz`, `/readyz`, `/metrics`. */
export function registerHealth(app: FastifyInstance, services: WebServices, metrics: Metrics): void {
  const emergencies = metrics.gauge(
    'emergency_accesses',
    'Emergency accesses: ever taken, in force now, not yet reviewed',
    ['state'],
  );
  const countEmergencies = async () => {
    const { rows } = await forNobody(services, ({ pool }) =>
      pool.query<Record<'taken' | 'active' | 'unreviewed', number>>('select * from dc_emergency_counts()'),
    );
    for (const [state, count] of Object.entries(rows[0] ?? {})) emergencies.set({ state }, count);
  };

  app.get('/healthz', { logLevel: 'silent' }, async (_request, reply) => reply.type('text/plain').send('ok'));

  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const [database, redis, storage, queue] = await Promise.all([
      check(() => forNobody(services, ({ pool }) => pool.query('select 1'))),
      check(() => services.redis.ping()),
      check(() => services.storage.check()),
      check(
        () => services.queues.depth(),
        (depth) => ({ depth }),
      ),
    ]);
    const ready = database.ok && redis.ok && storage.ok && queue.ok;
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, database, redis, storage, queue });
  });

  app.get('/metrics', { logLevel: 'silent' }, async (request, reply) => {
    if (
      !mayRead(
        request.headers.authorization,
        request.socket.remoteAddress,
        request.headers['x-forwarded-for'],
        services.env.METRICS_TOKEN,
      )
    ) {
      return reply.code(404).type('text/plain').send('not found');
    }
    // The database away: the other figures are still wanted.
    await countEmergencies().catch(() => emergencies.reset());
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

async function check<T>(work: () => Promise<T>, describe?: (result: T) => { depth: number }): Promise<DependencyState> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('timeout')), CHECK_TIMEOUT_MS);
    });
    const result = await Promise.race([work(), late]);
    return { ok: true, ms: Math.round(performance.now() - started), ...describe?.(result) };
  } catch {
    return { ok: false, ms: Math.round(performance.now() - started) };
  } finally {
    clearTimeout(timer);
  }
}

/** From this machine itself (not through a proxy on it), or with the token. */
function mayRead(
  authorization: string | undefined,
  address: string | undefined,
  forwarded: unknown,
  token: string | undefined,
): boolean {
  if (token && authorization) {
    const given = Buffer.from(authorization);
    const wanted = Buffer.from(`Bearer ${token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
  return !forwarded && (address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1');
}
