import type { PublishGrant } from '~/modules/broadcasts/authorise-publish.server';
import type { PublishRefusal, StreamHealth, StreamSlot } from '~/modules/broadcasts/schema';
import { broadcastTopic, publishEvent } from '~/platform/events';
import type { Services } from '~/platform/services';
import { type EncoderStream, STALL_MS, type StreamKeeper } from './encoder-stream';
import { LivePart } from './live-part';
import { liveProfile, reduceProfile } from './live-profile';
import { type Lateness, type OverloadStep, overloadSteps, watchLag } from './overload';
import type { BroadcastTail } from './part-recorder';
import type { MediaMessage } from './rtmp/rtmp-connection';

export interface ChannelOptions {
  tail: BroadcastTail;
  onRefusal(stream: EncoderStream, reason: PublishRefusal): void;
}

/** A connection that has been silent for so long gives its place to a new one with the same key. */
const GHOST_MS = 3_000;
const RETRY_MS = 1_000;
const QUICK_ENDS = 5;
const QUICK_END_WINDOW_MS = 60_000;

/** One broadcast's encoders, and the part that is being made of the one in use. */
export class BroadcastChannel implements StreamKeeper {
  private readonly streams = new Map<StreamSlot, EncoderStream>();
  private active: EncoderStream | null = null;
  private part: LivePart | null = null;
  private before: Promise<void> = Promise.resolve();
  private ends: number[] = [];
  /** The database was away: no new part before this. */
  private notBefore = 0;
  private readonly steps: readonly OverloadStep[];
  /** How many of the steps are taken. */
  private reduced = 0;
  private lateness: Lateness = null;
  /** ffmpeg cannot keep up: with the next key frame it goes on with less. */
  private reduceNext = false;
  private said: 'started' | 'stalled' | 'ended' = 'ended';

  constructor(
    private readonly services: Services,
    readonly grant: PublishGrant,
    private readonly options: ChannelOptions,
  ) {
    const { LIVE_OVERLOAD, LIVE_PRESET } = services.env;
    const rungs = liveProfile(grant.profile).rungs.length;
    this.steps = rungs > 0 ? overloadSteps(LIVE_OVERLOAD, { preset: LIVE_PRESET, rungs }) : [];
  }

  get idle(): boolean {
    return this.streams.size === 0;
  }

  /** Resolves when all that was received is stored. */
  get settled(): Promise<void> {
    return this.before;
  }

  get connected(): EncoderStream[] {
    return [...this.streams.values()];
  }

  /** Part, slot and age of the newest segment in milliseconds, for whoever looks at the process. */
  get state(): { part: number | null; slot: StreamSlot | null; segmentAgeMs: number | null } {
    const last = this.part?.lastSegmentAt;
    return {
      ...{ part: this.part?.number ?? null, slot: this.active?.grant.slot ?? null },
      segmentAgeMs: last ? Date.now() - last : null,
    };
  }

  /** Whether the slot can be taken; one that only looks taken is freed. */
  makeRoom(slot: StreamSlot): boolean {
    const present = this.streams.get(slot);
    if (!present) return true;
    if (present.silentFor(Date.now()) < GHOST_MS) return false;
    present.connection.close('another connection took its place');
    return true;
  }

  add(stream: EncoderStream): void {
    this.streams.set(stream.grant.slot, stream);
    this.active ??= stream;
  }

  onMessage(stream: EncoderStream, message: MediaMessage, isKey: boolean): void {
    // Before a backup has taken over, the primary comes first even when it connected later.
    if (stream !== this.active && !this.part && stream.grant.slot === 'PRIMARY') this.active = stream;
    if (stream !== this.active) return;
    if (this.part && !this.part.follows(message)) {
      this.leavePart();
      // What lies before the jump belongs to the part that was left.
      if (!isKey) stream.opening = [];
    }
    // At a key frame: what came before it is finished by the old ffmpeg, what follows begins with the new one.
    if (this.part && isKey && this.reduceNext) this.takeStep();
    if (!this.part) {
      this.startPart();
      return;
    }
    if (this.part.write(message, Date.now())) return;
    stream.connection.pause();
    this.part.onDrain(() => stream.connection.resume());
  }

  onNewHeaders(stream: EncoderStream): void {
    if (stream === this.active) this.leavePart();
  }

  onUnusable(stream: EncoderStream, reason: PublishRefusal): void {
    this.options.onRefusal(stream, reason);
    stream.connection.refuse(reason);
  }

  onEnd(stream: EncoderStream, reason: string): void {
    const { broadcastId, slot } = stream.grant;
    this.services.logger.info({ broadcastId, slot, reason }, 'encoder is gone');
    if (this.streams.get(slot) === stream) this.streams.delete(slot);
    if (stream !== this.active) return;
    this.leavePart();
    this.active = [...this.streams.values()][0] ?? null;
    if (this.active) this.startPart();
    else this.say('ended', slot);
  }

  /** Called twice a second. */
  tick(now: number): void {
    const { active } = this;
    this.watchLag(now);
    if (!active || active.silentFor(now) <= STALL_MS) return;
    const other = [...this.streams.values()].find((stream) => stream !== active && stream.silentFor(now) < GHOST_MS);
    if (other) {
      this.services.logger.warn({ broadcastId: this.grant.broadcastId, slot: other.grant.slot }, 'backup takes over');
      this.leavePart();
      this.active = other;
      this.startPart();
    } else this.say('stalled', active.grant.slot);
  }

  health(now: number): StreamHealth[] {
    return [...this.streams.values()].map((stream) =>
      stream.health(now, stream === this.active ? (this.part ?? NOTHING_YET) : null, {
        reduced: this.reduced > 0,
        exhausted: this.reduced >= this.steps.length,
      }),
    );
  }

  private watchLag(now: number): void {
    const { part, steps } = this;
    if (!part || this.reduceNext) return;
    const limitMs = this.services.env.LIVE_BEHIND_SECONDS * 1000;
    const { lateness, overloaded } = watchLag(this.lateness, { now, lagMs: part.lagMs, limitMs });
    this.lateness = lateness;
    if (overloaded && this.reduced < steps.length) this.reduceNext = true;
  }

  private takeStep(): void {
    const { broadcastId } = this.grant;
    const lagMs = Math.round(this.part?.lagMs ?? 0);
    this.reduceNext = false;
    this.lateness = null;
    this.reduced += 1;
    this.services.logger.warn({ broadcastId, lagMs, step: this.steps[this.reduced - 1] }, 'ffmpeg does not keep up');
    this.leavePart();
  }

  private startPart(): void {
    const stream = this.active;
    const [first] = stream?.opening ?? [];
    if (Date.now() < this.notBefore) return;
    if (!stream?.ready || !first || !stream.videoConfig || !stream.picture) return;
    const { broadcastId, publicPath, slot, profile } = stream.grant;
    const part = new LivePart(
      this.services,
      {
        ...{
          broadcastId,
          publicPath,
          slot,
          ...this.encoding(profile),
          tail: this.options.tail,
          after: this.before,
        },
        ...{ picture: stream.picture, videoConfig: stream.videoConfig, audioConfig: stream.audioConfig },
        onSegment: () => this.say('started', slot),
      },
      first.message.timestamp,
      first.at,
    );
    this.part = part;
    this.before = part.finished.then(() => {});
    for (const { message, at } of stream.opening) part.write(message, at);
    void part.finished.then((how) => this.onPartEnd(part, how));
  }

  private encoding(profile: string) {
    const step = this.steps[this.reduced - 1];
    return {
      profile: reduceProfile(liveProfile(profile), step?.without ?? 0),
      preset: step?.preset ?? this.services.env.LIVE_PRESET,
    };
  }

  private leavePart(): void {
    this.part?.end();
    this.part = null;
    this.lateness = null;
  }

  /** ffmpeg ended by itself: the same stream goes on in a new part. Again and again: nothing can be made of this stream. */
  private onPartEnd(part: LivePart, how: 'ENDED' | 'FAILED'): void {
    if (part !== this.part) return;
    this.part = null;
    const now = Date.now();
    if (how === 'FAILED') {
      this.notBefore = now + RETRY_MS;
      return;
    }
    this.ends = [...this.ends.filter((at) => at > now - QUICK_END_WINDOW_MS), now];
    if (this.ends.length <= QUICK_ENDS) this.startPart();
    else if (this.active) this.onUnusable(this.active, 'VIDEO_CODEC');
  }

  private say(state: 'started' | 'stalled' | 'ended', slot: StreamSlot): void {
    if (state === 'stalled' && this.said === 'ended') return;
    if (state === this.said) return;
    this.said = state;
    publishEvent(this.services, broadcastTopic(this.grant.broadcastId), {
      type: 'stream',
      data: { state, slot },
    }).catch((error) => this.services.logger.warn({ err: error }, 'event not published'));
  }
}

const NOTHING_YET = { behind: false, audioLevelDb: null, lastSegmentAt: null };
