import { availableParallelism } from 'node:os';
import { authorisePublish, type PublishGrant, recordRefusal } from '~/modules/broadcasts/authorise-publish.server';
import { writeIngestHealth } from '~/modules/broadcasts/read-ingest-health.server';
import type { PublishRefusal } from '~/modules/broadcasts/schema';
import type { Services } from '~/platform/services';
import { BroadcastChannel } from './broadcast-channel';
import { EncoderStream } from './encoder-stream';
import type { Publication, PublishGate, RtmpConnection } from './rtmp/rtmp-connection';

const TICK_MS = 500;
/** Key revoked, broadcast over: found out so often. */
const CHECK_MS = 1_000;

export interface LiveState {
  broadcastId: number;
  part: number | null;
  slot: string | null;
  segmentAgeMs: number | null;
}

/** All broadcasts of this process: who may publish where, and what each second has to be looked at. */
export class LiveDesk implements PublishGate {
  private readonly channels = new Map<number, BroadcastChannel>();
  private readonly timers: NodeJS.Timeout[];
  private readonly slots: number;

  constructor(private readonly services: Services) {
    this.slots = services.env.LIVE_SLOTS ?? Math.max(2, availableParallelism());
    this.timers = [
      setInterval(() => {
        for (const channel of this.channels.values()) channel.tick(Date.now());
      }, TICK_MS),
      setInterval(() => void this.check().catch(() => {}), CHECK_MS),
      setInterval(() => this.tellHealth(), 1_000),
    ];
  }

  get live(): LiveState[] {
    return [...this.channels].map(([broadcastId, channel]) => ({ broadcastId, ...channel.state }));
  }

  get encoders(): number {
    return [...this.channels.values()].reduce((sum, channel) => sum + channel.connected.length, 0);
  }

  async authorise(
    { key, address }: { key: string; address: string },
    connection: RtmpConnection,
  ): Promise<Publication | null> {
    const grant = await authorisePublish(this.services, { key, address });
    if (!grant) return null;
    const channel = this.channels.get(grant.broadcastId) ?? (await this.open(grant));
    const reason = !channel ? 'NO_CAPACITY' : channel.makeRoom(grant.slot) ? null : 'KEY_IN_USE';
    if (!channel || reason) {
      await recordRefusal(this.services, { grant, reason: reason ?? 'NO_CAPACITY', address });
      return null;
    }
    const stream = new EncoderStream(grant, connection, channel);
    channel.add(stream);
    const { broadcastId, slot } = grant;
    this.services.logger.info({ broadcastId, slot }, 'encoder publishes');
    return stream;
  }

  /** Ends every connection and waits until what was received is stored. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    const channels = [...this.channels.values()];
    for (const channel of channels) for (const stream of channel.connected) stream.connection.close('the server stops');
    await Promise.all(channels.map((channel) => channel.settled));
  }

  private async open(grant: PublishGrant): Promise<BroadcastChannel | undefined> {
    const { rows } = await this.services.pool.query<{ sequence: number; ends: number | null }>(
      `select coalesce(max(s.sequence) + 1, 0)::int as sequence,
              (extract(epoch from max(s.program_at + s.duration_ms * interval '1 millisecond')) * 1000)::float8 as ends
         from broadcast_segment s join broadcast_part p on p.id = s.part_id where p.broadcast_id = $1`,
      [grant.broadcastId],
    );
    // Another connection may have been quicker.
    const present = this.channels.get(grant.broadcastId);
    if (present) return present;
    if (this.channels.size >= this.slots) return undefined;
    const channel = new BroadcastChannel(this.services, grant, {
      tail: { sequence: rows[0]?.sequence ?? 0, programAt: rows[0]?.ends ?? 0 },
      onRefusal: (stream, reason) => void this.refuse(stream, reason),
    });
    this.channels.set(grant.broadcastId, channel);
    return channel;
  }

  private async refuse(stream: EncoderStream, reason: PublishRefusal): Promise<void> {
    const { grant, connection } = stream;
    this.services.logger.warn({ broadcastId: grant.broadcastId, slot: grant.slot, reason }, 'stream turned away');
    await recordRefusal(this.services, { grant, reason, address: connection.address }).catch((error) =>
      this.services.logger.error({ err: error, reason }, 'refusal not in the audit trail'),
    );
  }

  /** Ends connections whose key no longer opens anything, and forgets broadcasts at which nothing is connected. */
  private async check(): Promise<void> {
    const streams = [...this.channels.values()].flatMap((channel) => channel.connected);
    if (streams.length > 0) {
      const { rows } = await this.services.pool.query<{ id: number }>(
        `select k.id from stream_key k join broadcast b on b.id = k.broadcast_id
          where k.id = any($1::int[]) and k.revoked_at is null and b.state not in ('ENDED', 'PUBLISHED', 'CANCELLED')`,
        [streams.map(({ grant }) => grant.keyId)],
      );
      const valid = new Set(rows.map(({ id }) => id));
      for (const { grant, connection } of streams) {
        if (!valid.has(grant.keyId)) connection.refuse('The key is no longer valid');
      }
    }
    for (const [id, channel] of this.channels) {
      if (!channel.idle) continue;
      await channel.settled;
      if (channel.idle && this.channels.get(id) === channel) {
        this.channels.delete(id);
        await writeIngestHealth(this.services, id, []);
      }
    }
  }

  private tellHealth(): void {
    const now = Date.now();
    for (const [id, channel] of this.channels) {
      if (!channel.idle) writeIngestHealth(this.services, id, channel.health(now)).catch(() => {});
    }
  }
}
