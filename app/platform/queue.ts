import { type JobsOptions, Queue } from 'bullmq';
import type { z } from 'zod';
import type { Env } from './env';
import { AppError } from './errors';
import type { Redis } from './redis';

/** A job's contract: what may be asked for, and how stubbornly it is tried. Payloads hold ids, never personal data. */
export interface JobContract<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  name: Name;
  queue: QueueName;
  payload: Schema;
  attempts: number;
  /** First wait between tries, ms; doubles. */
  backoffMs: number;
  /** Only saves work: truth about what ran stands in Postgres. */
  dedupeId?: (payload: z.output<Schema>) => string;
}

/** One queue a kind of load, so that a long transcode never holds up an import. */
export const QUEUE_NAMES = [
  'imports',
  'media',
  'broadcasts',
  'reports',
  'attendance',
  'quizzes',
  'mail',
  'sweeps',
] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export function defineJob<Name extends string, Schema extends z.ZodType>(
  contract: JobContract<Name, Schema>,
): JobContract<Name, Schema> {
  return contract;
}

export interface Queues {
  enqueue<Schema extends z.ZodType>(
    job: JobContract<string, Schema>,
    payload: z.input<Schema>,
    options?: Pick<JobsOptions, 'delay'>,
  ): Promise<void>;
  get(name: QueueName): Queue;
  /** Waiting and active jobs over all queues. */
  depth(): Promise<number>;
  close(): Promise<void>;
}

export const queuePrefix = (env: Pick<Env, 'REDIS_PREFIX'>) => `${env.REDIS_PREFIX}:q`;

export function connectQueues(env: Pick<Env, 'REDIS_PREFIX'>, connection: Redis): Queues {
  const open = new Map<QueueName, Queue>();
  const get = (name: QueueName) => {
    const existing = open.get(name);
    if (existing) return existing;
    const queue = new Queue(name, { connection, prefix: queuePrefix(env), skipVersionCheck: true });
    queue.on('error', () => {});
    open.set(name, queue);
    return queue;
  };
  return {
    get,
    async enqueue(job, payload, options) {
      const data = job.payload.parse(payload) as object;
      try {
        await get(job.queue).add(job.name, data, {
          ...options,
          attempts: job.attempts,
          backoff: { type: 'exponential', delay: job.backoffMs },
          removeOnComplete: { age: 24 * 3600, count: 1_000 },
          removeOnFail: { age: 7 * 24 * 3600 },
          ...(job.dedupeId ? { deduplication: { id: `${job.name}:${job.dedupeId(data as never)}`, ttl: 5_000 } } : {}),
        });
      } catch (error) {
        throw Object.assign(
          new AppError(
            'unavailable',
            'QUEUE_UNAVAILABLE',
            'Hệ thống đang bận, chưa nhận được yêu cầu. Đồng chí hãy thử lại sau ít phút; nội dung đã nhập vẫn còn.',
          ),
          { cause: error },
        );
      }
    },
    async depth() {
      const counts = await Promise.all(
        QUEUE_NAMES.map((name) => get(name).getJobCounts('waiting', 'active', 'prioritized')),
      );
      return counts.reduce((sum, count) => sum + Object.values(count).reduce((a, b) => a + b, 0), 0);
    },
    async close() {
      await Promise.all([...open.values()].map((queue) => queue.close()));
    },
  };
}
