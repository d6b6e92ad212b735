import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Claim, mergeBeats } from '~/modules/attendance/beat';
import { PresenceReader, presenceStreamKey, type StreamBatch } from '~/modules/attendance/presence-stream.server';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { type Crossing, writeCoverage } from '~/modules/attendance/write-coverage.server';
import { connectRedis } from '~/platform/redis';
import type { Services } from '~/platform/services';

/** Entries a read; an entry holds 1 to 256 beats, more the busier the web is. */
const READ_ENTRIES = 1_000;
/** A batch smaller than this waits LINGER_MS for company: fewer, larger commits cost everybody less. */
const FULL_BATCH = 2_000;
const LINGER_MS = 100;
const BLOCK_MS = 1_000;
/** A batch takes well under a second; what has been pending for this long belongs to a dead writer. */
const DEAD_AFTER_MS = 5_000;
const RETRY_MS = 500;
const FORGET_AFTER_MS = 3_600_000;

export interface WriterOptions {
  onBatch?: (beats: number) => void;
}

type WriterServices = Pick<Services, 'env' | 'pool' | 'db' | 'logger'>;

/**
 * Stream → Postgres. Reads a batch, writes it, and acknowledges only after the commit: a writer that dies at any point leaves
 * its entries pending, another (or the same, restarted) takes them over, and writing them twice changes nothing.
 * Returns how to stop: the batch at hand is finished first.
 */
export async function startCoverageWriter(
  services: WriterServices,
  options: WriterOptions = {},
): Promise<() => Promise<void>> {
  const { env, logger } = services;
  const redis = connectRedis(env, 'patient');
  const consumer = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const reader = new PresenceReader(redis, presenceStreamKey(env.REDIS_PREFIX), consumer);
  let stopping = false;
  let stopWaiting: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    stopWaiting = resolve;
  });
  const pause = (ms: number) => Promise.race([stopped, new Promise<void>((resolve) => setTimeout(resolve, ms))]);

  const finish = async ({ batch, rounds }: MergedBatch): Promise<void> => {
    if (batch.ids.length === 0) return;
    const crossings = await writeCoverage(rounds, services.pool);
    await recomputeCrossings(crossings, services);
    await reader.done(batch.ids);
    options.onBatch?.(batch.beats.length);
  };

  const run = async () => {
    let prepared = false;
    let takeOverAt = 0;
    // While Postgres writes a full batch, the next is read and merged here: the two take turns on two cores, not on one.
    let ahead: Promise<MergedBatch> | null = null;
    while (!stopping || ahead) {
      try {
        if (!prepared) {
          await reader.prepare();
          prepared = true;
        }
        if (Date.now() >= takeOverAt) {
          const left = merged(await reader.claim(READ_ENTRIES, DEAD_AFTER_MS));
          await finish(left);
          if (left.batch.ids.length > 0) continue;
          await reader.forgetDeadConsumers(FORGET_AFTER_MS);
          takeOverAt = Date.now() + DEAD_AFTER_MS / 2;
        }
        const current: MergedBatch = ahead ? await ahead : merged(await reader.read(READ_ENTRIES, BLOCK_MS));
        const full = current.batch.beats.length >= FULL_BATCH;
        // Without blocking: the acknowledgement of this batch travels on the same connection.
        ahead = full && !stopping ? reader.read(READ_ENTRIES, null).then(merged) : null;
        await finish(current);
        if (!full) await pause(LINGER_MS);
      } catch (error) {
        await ahead?.catch(() => {});
        ahead = null;
        // Postgres or Redis is away: what was read stays pending and is taken over when they are back.
        logger.error({ err: error }, 'coverage writer: batch failed, will be tried again');
        prepared = false;
        takeOverAt = 0;
        await pause(RETRY_MS);
      }
    }
  };
  const running = run();
  return async () => {
    stopping = true;
    stopWaiting();
    // A read that waits for beats ends with the connection; a write under way is finished first.
    const bound = new Promise<void>((resolve) => setTimeout(resolve, 5_000).unref());
    await Promise.race([running, bound]);
    redis.disconnect();
  };
}

interface MergedBatch {
  batch: StreamBatch;
  rounds: Claim[][];
}

const merged = (batch: StreamBatch): MergedBatch => ({ batch, rounds: mergeBeats(batch.beats) });

/** A failure here loses nothing: the sweep finds coverage that has no outcome yet. */
async function recomputeCrossings(crossings: readonly Crossing[], services: WriterServices): Promise<void> {
  const byCampaign = new Map<number, number[]>();
  for (const { campaignId, memberId } of crossings) {
    byCampaign.set(campaignId, [...(byCampaign.get(campaignId) ?? []), memberId]);
  }
  for (const [campaignId, memberIds] of byCampaign) {
    try {
      await recomputeOutcomes({ campaignId, memberIds }, services.db);
    } catch (error) {
      services.logger.error({ err: error, campaignId }, 'outcomes after coverage: left to the sweep');
    }
  }
}
