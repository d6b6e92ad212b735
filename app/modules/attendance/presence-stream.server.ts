import type { Redis } from '~/platform/redis';
import { decodeBeat, type StampedBeat } from './beat';

/** Beats of one turn of the event loop travel as one entry, at most this many. */
export const BEATS_PER_ENTRY = 256;
export const presenceStreamKey = (prefix: string) => `${prefix}:presence`;
export const WRITER_GROUP = 'coverage';
const FIELD = 'b';

/**
 * Gathers beats and appends them to the Redis stream: while an append is on its way, the next beats wait together and go as
 * one entry. A beat's promise resolves when Redis has answered, so an acknowledged beat is in the append-only file.
 */
export class PresenceAppender {
  private waiting: string[] = [];
  private batch: { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } | null = null;
  private inFlight = 0;
  private scheduled = false;

  constructor(
    private readonly redis: Pick<Redis, 'xadd'>,
    private readonly key: string,
    private readonly maxInFlight = 3,
  ) {}

  append(text: string): Promise<void> {
    if (!this.batch) this.batch = deferred();
    const { promise } = this.batch;
    this.waiting.push(text);
    if (this.waiting.length >= BEATS_PER_ENTRY) this.send();
    else if (!this.scheduled && this.inFlight < this.maxInFlight) {
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        if (this.inFlight < this.maxInFlight) this.send();
      });
    }
    return promise;
  }

  private send(): void {
    const { batch } = this;
    if (!batch) return;
    const text = this.waiting.join('\n');
    this.waiting = [];
    this.batch = null;
    this.inFlight += 1;
    this.redis
      .xadd(this.key, '*', FIELD, text)
      .then(batch.resolve, batch.reject)
      .finally(() => {
        this.inFlight -= 1;
        this.send();
      });
  }
}

function deferred() {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}

export interface StreamBatch {
  ids: string[];
  beats: StampedBeat[];
}

type RawEntry = [id: string, fields: string[] | null];

/** Entries that are no beats (or were trimmed away while pending) are acknowledged with the rest and skipped. */
function readEntries(entries: readonly RawEntry[]): StreamBatch {
  const batch: StreamBatch = { ids: [], beats: [] };
  for (const [id, fields] of entries) {
    batch.ids.push(id);
    for (const line of fields?.[1]?.split('\n') ?? []) {
      const beat = decodeBeat(line);
      if (beat) batch.beats.push(beat);
    }
  }
  return batch;
}

/** The writer's side of the stream: one consumer of the group. `redis` must be a connection of its own, because reading blocks. */
export class PresenceReader {
  constructor(
    private readonly redis: Redis,
    private readonly key: string,
    readonly consumer: string,
  ) {}

  /** Makes stream and group; the group starts at the beginning, so nothing that came before the first writer is missed. */
  async prepare(): Promise<void> {
    try {
      await this.redis.xgroup('CREATE', this.key, WRITER_GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!String(error).includes('BUSYGROUP')) throw error;
    }
  }

  /** New entries; waits for them up to `blockMs`, null: not at all. */
  async read(count: number, blockMs: number | null): Promise<StreamBatch> {
    const group = ['GROUP', WRITER_GROUP, this.consumer] as const;
    const streams = ['STREAMS', this.key, '>'] as const;
    try {
      const answer = (await (blockMs === null
        ? this.redis.xreadgroup(...group, 'COUNT', count, ...streams)
        : this.redis.xreadgroup(...group, 'COUNT', count, 'BLOCK', blockMs, ...streams))) as
        | [string, RawEntry[]][]
        | null;
      return readEntries(answer?.[0]?.[1] ?? []);
    } catch (error) {
      // Somebody emptied Redis: start over with what comes.
      if (!String(error).includes('NOGROUP')) throw error;
      await this.prepare();
      return { ids: [], beats: [] };
    }
  }

  /** Takes over what another consumer read and did not finish within `idleMs`. */
  async claim(count: number, idleMs: number): Promise<StreamBatch> {
    const answer = (await this.redis.xautoclaim(
      this.key,
      WRITER_GROUP,
      this.consumer,
      idleMs,
      '0-0',
      'COUNT',
      count,
    )) as [string, RawEntry[], string[]?];
    return readEntries(answer[1]);
  }

  /** After the commit. Acknowledges, then trims what every consumer has finished: entries below the oldest pending one. */
  async done(ids: readonly string[]): Promise<void> {
    const last = ids[ids.length - 1];
    if (!last) return;
    for (let i = 0; i < ids.length; i += 1_000) {
      await this.redis.xack(this.key, WRITER_GROUP, ...ids.slice(i, i + 1_000));
    }
    const [pending, oldest] = (await this.redis.xpending(this.key, WRITER_GROUP)) as [number, string | null];
    await this.redis.xtrim(this.key, 'MINID', '~', pending > 0 && oldest ? oldest : last);
  }

  /** Consumers of dead processes that have nothing pending any more. */
  async forgetDeadConsumers(idleMs: number): Promise<void> {
    const consumers = (await this.redis.xinfo('CONSUMERS', this.key, WRITER_GROUP)) as (string | number)[][];
    for (const row of consumers) {
      const info = Object.fromEntries(row.flatMap((value, i) => (i % 2 === 0 ? [[value, row[i + 1]]] : [])));
      if (info.name !== this.consumer && info.pending === 0 && Number(info.idle) > idleMs) {
        await this.redis.xgroup('DELCONSUMER', this.key, WRITER_GROUP, String(info.name));
      }
    }
  }
}
