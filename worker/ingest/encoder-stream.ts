import type { PublishGrant } from '~/modules/broadcasts/authorise-publish.server';
import type { PublishRefusal, StreamHealth, StreamWarning } from '~/modules/broadcasts/schema';
import { MAX_PIXEL_RATE } from './live-profile';
import { readAudio, readVideo } from './rtmp/flv';
import { type Picture, readPicture } from './rtmp/picture';
import type { MediaMessage, Publication, RtmpConnection } from './rtmp/rtmp-connection';
import { StreamMeter } from './stream-meter';

/** What is done with one encoder's stream. */
export interface StreamKeeper {
  /** `isKey`: decoding can begin here; the message is the first of `stream.opening`. */
  onMessage(stream: EncoderStream, message: MediaMessage, isKey: boolean): void;
  /** The headers have changed: what follows needs a decoder of its own. */
  onNewHeaders(stream: EncoderStream): void;
  onUnusable(stream: EncoderStream, reason: PublishRefusal): void;
  onEnd(stream: EncoderStream, reason: string): void;
}

/** Without a picture after so long, there is none. */
const PICTURE_WITHIN_MS = 5_000;
/** Sound that has not been announced this long after the picture is not waited for. */
const SOUND_WITHIN_MS = 1_500;
const MAX_OPENING_BYTES = 8 * 1024 * 1024;

/** One connected encoder: its headers, what decoding needs to begin, and its figures. */
export class EncoderStream implements Publication {
  readonly connectedAt = Date.now();
  readonly meter = new StreamMeter(Date.now());
  videoConfig: Buffer | null = null;
  audioConfig: Buffer | null = null;
  picture: Picture | null = null;
  foreignSound = false;
  /** From the newest key frame on, with the moment of arrival. */
  opening: { message: MediaMessage; at: number }[] = [];
  private openingBytes = 0;
  private soundDecided = false;
  private readonly pictureTimer: NodeJS.Timeout;
  private soundTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly grant: PublishGrant,
    readonly connection: RtmpConnection,
    private readonly keeper: StreamKeeper,
  ) {
    this.pictureTimer = setTimeout(() => {
      if (!this.videoConfig) keeper.onUnusable(this, 'NO_VIDEO');
    }, PICTURE_WITHIN_MS);
  }

  /** Whether a part can begin with `opening`. */
  get ready(): boolean {
    return this.videoConfig !== null && this.soundDecided && this.opening.length > 0;
  }

  silentFor(now: number): number {
    return now - this.meter.lastAt;
  }

  onEnd(reason: string): void {
    clearTimeout(this.pictureTimer);
    clearTimeout(this.soundTimer);
    this.opening = [];
    this.keeper.onEnd(this, reason);
  }

  onMedia(message: MediaMessage): void {
    if (message.kind === 'VIDEO') this.onPicture(message);
    else if (message.kind === 'AUDIO') this.onSound(message);
  }

  private onPicture(message: MediaMessage): void {
    const what = readVideo(message.body);
    if (what === 'FOREIGN') {
      this.keeper.onUnusable(this, 'VIDEO_CODEC');
      return;
    }
    if (what === 'CONFIG') {
      this.onVideoConfig(message.body);
      return;
    }
    if (what === 'NOTHING' || !this.videoConfig) return;
    if (what === 'KEY') {
      this.opening = [];
      this.openingBytes = 0;
    }
    this.pass(message, what === 'KEY');
  }

  private onVideoConfig(body: Buffer): void {
    if (this.videoConfig?.equals(body)) return;
    const picture = readPicture(body);
    if (!picture) {
      this.keeper.onUnusable(this, 'VIDEO_CODEC');
      return;
    }
    if (picture.width * picture.height * (picture.fps ?? 30) > MAX_PIXEL_RATE) {
      this.keeper.onUnusable(this, 'PICTURE_TOO_LARGE');
      return;
    }
    const first = this.videoConfig === null;
    this.videoConfig = body;
    this.picture = picture;
    if (!first) {
      this.startOver();
      return;
    }
    clearTimeout(this.pictureTimer);
    if (this.audioConfig) this.soundDecided = true;
    else
      this.soundTimer = setTimeout(() => {
        this.soundDecided = true;
      }, SOUND_WITHIN_MS);
  }

  private onSound(message: MediaMessage): void {
    const what = readAudio(message.body);
    if (what === 'FOREIGN') {
      this.foreignSound = true;
      this.soundDecided ||= this.videoConfig !== null;
    } else if (what === 'CONFIG') {
      if (this.audioConfig?.equals(message.body)) return;
      const late = this.soundDecided;
      this.audioConfig = message.body;
      this.soundDecided = this.videoConfig !== null;
      if (late) this.startOver();
    } else if (what === 'FRAME' && this.audioConfig) this.pass(message, false);
  }

  private startOver(): void {
    this.opening = [];
    this.openingBytes = 0;
    this.keeper.onNewHeaders(this);
  }

  private pass(message: MediaMessage, isKey: boolean): void {
    const now = Date.now();
    this.meter.count(message, isKey, now, this.picture?.fps ?? null);
    if (isKey || this.opening.length > 0) {
      this.openingBytes += message.body.length;
      // A group of pictures without end: the next key frame is waited for.
      if (this.openingBytes > MAX_OPENING_BYTES) this.opening = [];
      else this.opening.push({ message, at: now });
    }
    this.keeper.onMessage(this, message, isKey);
  }

  /** `reduced`: less is made of it than its profile says, because ffmpeg did not keep up; `exhausted`: nothing is left to save. */
  health(
    now: number,
    part: { behind: boolean; audioLevelDb: number | null; lastSegmentAt: number | null } | null,
    overload: { reduced: boolean; exhausted: boolean },
  ) {
    const { grant, meter, picture } = this;
    const health: StreamHealth = {
      ...{ slot: grant.slot, active: part !== null, connectedAt: new Date(this.connectedAt).toISOString() },
      ...meter.rates(now),
      ...{ droppedFrames: meter.droppedFrames, width: picture?.width ?? null, height: picture?.height ?? null },
      ...{ videoCodec: this.videoConfig && 'H.264', audioCodec: this.audioConfig && 'AAC' },
      ...{ audioLevelDb: part?.audioLevelDb ?? null, keyframeSeconds: meter.keyframeSeconds },
      lastSegmentAt: part?.lastSegmentAt ? new Date(part.lastSegmentAt).toISOString() : null,
      warning: this.warning(now, part?.behind ?? false, overload),
    };
    return health;
  }

  private warning(
    now: number,
    behind: boolean,
    { reduced, exhausted }: { reduced: boolean; exhausted: boolean },
  ): StreamWarning | null {
    const { picture } = this;
    if (this.silentFor(now) > STALL_MS) return 'STALLED';
    if (behind && exhausted) return 'BEHIND';
    if (reduced) return 'REDUCED';
    if (behind) return 'BEHIND';
    if (this.soundDecided && !this.audioConfig) return this.foreignSound ? 'AUDIO_CODEC' : 'NO_AUDIO';
    if ((this.meter.keyframeSeconds ?? 0) > 4) return 'RARE_KEY_FRAMES';
    return picture && (picture.height > 1088 || (picture.fps ?? 0) > 30.5) ? 'LARGE_PICTURE' : null;
  }
}

/** An encoder from which nothing has come for so long is stalled: viewers are told, and a backup takes over. */
export const STALL_MS = 5_000;
