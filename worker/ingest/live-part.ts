import { watch } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StreamSlot } from '~/modules/broadcasts/schema';
import type { Rendition } from '~/modules/media/asset-data';
import type { Services } from '~/platform/services';
import { FfmpegProcess } from './ffmpeg-process';
import { liveArguments } from './live-arguments';
import { AUDIO, type LiveProfile, liveFrameRate, rungHeight, SOURCE_NAME } from './live-profile';
import { type BroadcastTail, PartRecorder } from './part-recorder';
import { flvHeader, flvTag } from './rtmp/flv';
import type { Picture } from './rtmp/picture';
import type { MediaMessage } from './rtmp/rtmp-connection';
import { NOTE_FILE, partWorkFolder } from './work-folders';

type Where = Pick<Services, 'env' | 'pool' | 'db' | 'storage' | 'logger'>;

export interface PartRequest {
  broadcastId: number;
  publicPath: string;
  slot: StreamSlot;
  profile: LiveProfile;
  /** x264's. */
  preset: string;
  picture: Picture;
  videoConfig: Buffer;
  /** Null: silence is added. */
  audioConfig: Buffer | null;
  tail: BroadcastTail;
  /** Segments follow those of the part before: it has to be finished first. */
  after: Promise<void>;
  onSegment: () => void;
}

/** In case the file system tells nothing. */
const LOOK_EVERY_MS = 500;
/** A clock that jumps by more than this begins a new part. */
const MAX_JUMP_MS = 10_000;
const BEHIND_MS = 9_000;
const MAX_PATIENCE_MS = 120_000;

/** One run of ffmpeg, from the first key frame to the end of its input, and what it left taken up. */
export class LivePart {
  private ffmpeg: FfmpegProcess | null = null;
  private recorder: PartRecorder | null = null;
  private waiting: Buffer[] = [];
  private readonly firstAt: number;
  private lastAt: number;
  /** Our clock at media time zero: the earliest that any message says. */
  private clock: number;
  private stopping = false;
  private lookQueued = false;
  private collecting: Promise<void> = Promise.resolve();
  number = 0;
  lastSegmentAt: number | null = null;
  /** Resolves when nothing more comes from this part; never rejects. */
  readonly finished: Promise<'ENDED' | 'FAILED'>;

  constructor(
    private readonly services: Where,
    private readonly request: PartRequest,
    firstAt: number,
    now: number,
  ) {
    this.firstAt = firstAt;
    this.lastAt = firstAt;
    this.clock = now;
    this.finished = this.run().then(
      () => 'ENDED',
      (error) => {
        services.logger.error({ err: error, broadcastId: request.broadcastId }, 'part of a broadcast failed');
        return 'FAILED';
      },
    );
  }

  get hasAudio(): boolean {
    return this.request.audioConfig !== null;
  }

  get audioLevelDb(): number | null {
    return this.hasAudio ? (this.ffmpeg?.audioLevelDb ?? null) : null;
  }

  /** How much media has arrived that ffmpeg has not taken up, milliseconds. */
  get lagMs(): number {
    return this.lastAt - this.firstAt - Math.max(this.ffmpeg?.positionMs ?? 0, this.recorder?.elapsedMs ?? 0);
  }

  /** Whether more has arrived than ffmpeg could make of it. */
  get behind(): boolean {
    return this.lastAt - this.firstAt - (this.recorder?.elapsedMs ?? 0) > BEHIND_MS;
  }

  /** Whether this message goes on where the last one was. */
  follows({ timestamp }: MediaMessage): boolean {
    const step = timestamp - this.lastAt;
    return step > -1_000 && step < MAX_JUMP_MS;
  }

  /** `arrivedAt`: milliseconds since 1970. False: wait for `onDrain`. */
  write({ kind, timestamp, body }: MediaMessage, arrivedAt: number): boolean {
    const at = timestamp - this.firstAt;
    if (at < 0 || this.stopping) return true;
    this.lastAt = Math.max(this.lastAt, timestamp);
    this.clock = Math.min(this.clock, arrivedAt - at);
    return this.send(flvTag(kind, at, body));
  }

  onDrain(work: () => void): void {
    if (this.ffmpeg) this.ffmpeg.onDrain(work);
    else work();
  }

  /** No more input; `finished` tells when all of it is stored. */
  end(): void {
    this.stopping = true;
    void this.ffmpeg?.end(this.patience);
  }

  /** One that is behind gets the time for what it has: nothing that was received is thrown away. */
  private get patience(): number {
    return Math.min(MAX_PATIENCE_MS, Math.max(0, this.lagMs) * 5);
  }

  private send(bytes: Buffer): boolean {
    if (this.ffmpeg) return this.ffmpeg.write(bytes);
    this.waiting.push(bytes);
    return true;
  }

  private async run(): Promise<void> {
    const { env, db, logger } = this.services;
    const { broadcastId, slot, tail, after } = this.request;
    const { id, number } = await this.insertRow();
    this.number = number;
    const folder = partWorkFolder(env, broadcastId, number);
    await mkdir(folder, { recursive: true });
    const note = {
      ...{ partId: id, number, broadcastId, publicPath: this.request.publicPath },
      ...{ programAt: this.clock, renditions: this.plannedRenditions() },
      instead: Object.fromEntries(this.request.profile.instead ?? []),
    };
    const keepNote = () => writeFile(path.join(folder, NOTE_FILE), JSON.stringify(note)).catch(() => {});
    await keepNote();
    this.recorder = new PartRecorder(this.services, note, folder, tail, () => void keepNote());

    const { profile, picture, preset } = this.request;
    const args = liveArguments({ profile, picture, hasAudio: this.hasAudio, preset, folder });
    const ffmpeg = new FfmpegProcess(env.FFMPEG_PATH, args);
    this.ffmpeg = ffmpeg;
    ffmpeg.write(this.head());
    for (const bytes of this.waiting.splice(0)) ffmpeg.write(bytes);
    if (this.stopping) void ffmpeg.end(this.patience);
    logger.info({ broadcastId, slot, part: number, ffmpeg: ffmpeg.pid }, 'part of a broadcast begins');

    const look = () => this.collect(after);
    const watcher = watch(folder, look);
    watcher.on('error', () => {});
    const timer = setInterval(look, LOOK_EVERY_MS);
    const { code, output } = await ffmpeg.ended;
    this.stopping = true;
    watcher.close();
    await this.collectAll(after);
    clearInterval(timer);
    await db.broadcastPart.update({ where: { id }, data: { endedAt: new Date() } });
    await rm(folder, { recursive: true, force: true });
    logger.info({ broadcastId, slot, part: number, code, output: output.slice(-500) }, 'part of a broadcast ended');
  }

  /** Parts of a broadcast are numbered from 1, also over restarts. */
  private async insertRow(): Promise<{ id: number; number: number }> {
    const { rows } = await this.services.pool.query<{ id: number; number: number }>(
      `insert into broadcast_part (broadcast_id, number, slot, started_at)
       select $1, coalesce(max(number), 0) + 1, $2::stream_slot, to_timestamp($3 / 1000.0) from broadcast_part where broadcast_id = $1
       returning id, number`,
      [this.request.broadcastId, this.request.slot, this.clock],
    );
    const [row] = rows;
    if (!row) throw new Error('no part was made');
    return row;
  }

  private head(): Buffer {
    const { videoConfig, audioConfig } = this.request;
    const tags = [flvHeader(this.hasAudio), flvTag('VIDEO', 0, videoConfig)];
    if (audioConfig) tags.push(flvTag('AUDIO', 0, audioConfig));
    return Buffer.concat(tags);
  }

  /** One look at a time; one that fails is made good by the next. */
  private collect(after: Promise<void>): void {
    if (this.lookQueued) return;
    this.lookQueued = true;
    this.collecting = this.collecting.then(async () => {
      await after;
      this.lookQueued = false;
      await this.look().catch((error) =>
        this.services.logger.warn({ err: error, part: this.number }, 'segments are not stored yet'),
      );
    });
  }

  private async look(): Promise<void> {
    const { recorder } = this;
    if (!recorder) return;
    recorder.setClock(this.clock);
    if ((await recorder.collect()) === 0) return;
    this.lastSegmentAt = Date.now();
    this.request.onSegment();
  }

  /** ffmpeg has ended: what it left is taken up, for as long as the database is away. */
  private async collectAll(after: Promise<void>): Promise<void> {
    await this.collecting;
    await after;
    for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        return await this.look();
      } catch (error) {
        this.services.logger.warn({ err: error, part: this.number }, 'segments cannot be stored yet');
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private plannedRenditions(): Rendition[] {
    const { profile, picture } = this.request;
    const shared = { kind: 'VIDEO' as const, channels: null };
    const videos: Rendition[] = profile.rungs.map((rung) => {
      const height = rungHeight(rung, picture.height);
      const width = Math.round((picture.width * height) / picture.height / 2) * 2;
      const bandwidth = Math.round(rung.bitRate * 1100);
      const rates = { bandwidth, averageBandwidth: rung.bitRate * 1000, frameRate: liveFrameRate(picture.fps) };
      return { ...shared, name: rung.name, codecs: 'avc1.4d401f', resolution: { width, height }, ...rates };
    });
    for (const [name, made] of [...(profile.instead ?? [])].reverse()) {
      const stand = videos.find((video) => video.name === made);
      if (stand) videos.unshift({ ...stand, name });
    }
    if (videos.length === 0) {
      const { width, height, fps } = picture;
      const rates = { bandwidth: 0, averageBandwidth: 0, frameRate: fps };
      videos.push({ ...shared, name: SOURCE_NAME, codecs: 'avc1.640028', resolution: { width, height }, ...rates });
    }
    const { name, bitRate, channels } = AUDIO;
    const rates = { bandwidth: bitRate * 1100, averageBandwidth: bitRate * 1000, frameRate: null };
    return [...videos, { name, kind: 'AUDIO', codecs: 'mp4a.40.2', resolution: null, channels, ...rates }];
  }
}
