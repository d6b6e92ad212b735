import { Worker } from 'bullmq';
import { isAppError } from '~/platform/errors';
import { withOrigin } from '~/platform/origin';
import { QUEUE_NAMES, queuePrefix } from '~/platform/queue';
import { connectRedis } from '~/platform/redis';
import type { Services } from '~/platform/services';
import { BACKGROUND } from './background';
import { CONCURRENCY, JOB_HANDLERS } from './jobs/index';
import { SWEEPS } from './sweeps/index';

const LOCK_MS = 30_000;

/** Starts the job workers, sweeps and background writers. Returns a bounded stop. */
export async function startWorker(services: Services): Promise<() => Promise<void>> {
  const { env, logger } = services;
  const connection = connectRedis(env, 'patient');
  const abort = new AbortController();
  const handlers = new Map(JOB_HANDLERS.map((handler) => [handler.job.name, handler]));

  const workers = QUEUE_NAMES.map((queue) => {
    const worker = new Worker(
      queue,
      async (job) => {
        const handler = handlers.get(job.name);
        if (!handler) throw new Error(`no handler for job ${job.name}`);
        const payload = handler.job.payload.parse(job.data) as never;
        const started = performance.now();
        const origin = { requestId: `job:${job.name}:${job.id}`, address: 'worker' };
        await withOrigin(origin, () => handler.run(payload, { services, signal: abort.signal }));
        logger.info({ job: job.name, id: job.id, ms: Math.round(performance.now() - started) }, 'job done');
      },
      {
        connection,
        prefix: queuePrefix(env),
        concurrency: CONCURRENCY[queue],
        lockDuration: LOCK_MS,
        stalledInterval: 5_000,
        maxStalledCount: 3,
        skipVersionCheck: true,
      },
    );
    worker.on('failed', (job, error) =>
      logger[isAppError(error) ? 'warn' : 'error'](
        { job: job?.name, id: job?.id, tries: job?.attemptsMade, err: error },
        'job failed',
      ),
    );
    worker.on('error', () => {});
    return worker;
  });

  const timers = SWEEPS.map((sweep) => {
    let running = false;
    const run = async () => {
      if (running || abort.signal.aborted) return;
      running = true;
      try {
        await withOrigin({ requestId: `sweep:${sweep.name}`, address: 'worker' }, () => sweep.run(services));
      } catch (error) {
        logger.error({ sweep: sweep.name, err: error }, 'sweep failed');
      } finally {
        running = false;
      }
    };
    void run();
    return setInterval(run, sweep.everySeconds * 1000);
  });

  const stops = await Promise.all(BACKGROUND.map((background) => background.start(services)));
  logger.info({ jobs: [...handlers.keys()], sweeps: SWEEPS.map((sweep) => sweep.name) }, 'worker ready');

  return async () => {
    abort.abort();
    for (const timer of timers) clearInterval(timer);
    await Promise.all(stops.map((stop) => stop()));
    // A job that does not end within the bound is taken up again after its lock has run out.
    const closed = Promise.all(workers.map((worker) => worker.close()));
    const bound = new Promise<void>((resolve) => setTimeout(resolve, 8_000).unref());
    await Promise.race([closed, bound]);
    await Promise.all(workers.map((worker) => worker.close(true)));
    connection.disconnect();
  };
}
