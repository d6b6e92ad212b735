import type Hls from 'hls.js';
import type { ErrorData, Fragment, HlsConfig, LevelDetails } from 'hls.js';
import type { LiveSource } from '~/modules/broadcasts/schema';

export type LiveStreamState = 'loading' | 'playing' | 'reconnecting' | 'expired' | 'failed';

/** Moments of program time that a playlist shows; milliseconds. */
export interface PlaylistMoment {
  programAt: number;
  durationMs: number;
}

export interface LiveStreamOptions {
  video: HTMLVideoElement;
  source: LiveSource;
  onState: (state: LiveStreamState) => void;
  /** What the playlist shows after each reload, in order. */
  onMoments: (moments: PlaylistMoment[]) => void;
  /** A new media pass; false when the person may not watch any more. */
  renew: () => Promise<boolean>;
}

// Picture to picture 5–6 s with segments of 2 s: two of them behind the edge, and a little faster where it fell behind.
const CONFIG: Partial<HlsConfig> = {
  startLevel: 0,
  testBandwidth: false,
  abrEwmaDefaultEstimate: 300_000,
  capLevelToPlayerSize: true,
  liveSyncDurationCount: 2,
  maxLiveSyncPlaybackRate: 1.08,
  maxBufferLength: 20,
  backBufferLength: 60,
  enableWorker: false,
};
const RETRY_MS = [1_000, 1_000, 2_000, 4_000, 8_000];
/** Jumping back by less than this stays in the small playlist's window. */
const AT_EDGE = { live: true } as const;

/**
 * What is broadcast, in one video element: at the live edge from the small playlist, further back from the one that holds everything.
 * Goes on by itself after a broken network, a restarted server and an encoder that was away.
 */
export class LiveStream {
  private hls: Hls | null = null;
  private player: typeof Hls | null = null;
  private details: LevelDetails | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private recoveries = 0;
  private destroyed = false;
  private target: { live: true } | { live: false; programAt: number; near: number } = AT_EDGE;

  constructor(private readonly options: LiveStreamOptions) {
    window.addEventListener('online', this.again);
  }

  get atEdge(): boolean {
    return this.target.live;
  }

  /** To the live edge. */
  async goLive(): Promise<void> {
    this.target = AT_EDGE;
    await this.open();
  }

  /** To a moment that was broadcast. `near`: about which second of everything it is, to begin loading there. */
  async goTo(programAt: number, near: number): Promise<void> {
    const media = this.mediaTimeOf(programAt);
    if (media !== null) {
      this.target = this.target.live ? { live: false, programAt, near } : this.target;
      this.options.video.currentTime = media;
      return;
    }
    this.target = { live: false, programAt, near };
    await this.open();
  }

  /** Program time of what plays at a media second; null when the playlist does not say. */
  programTimeOf(media: number): number | null {
    const fragment = this.details?.fragments.find(({ start, end }) => media >= start && media < end);
    const last = this.details?.fragments.at(-1);
    const found = fragment ?? (last && media >= last.end && media < last.end + 0.5 ? last : undefined);
    return found?.programDateTime ? found.programDateTime + (media - found.start) * 1000 : null;
  }

  destroy(): void {
    this.destroyed = true;
    window.removeEventListener('online', this.again);
    this.close();
  }

  private mediaTimeOf(programAt: number): number | null {
    for (const { programDateTime, start, duration } of this.details?.fragments ?? []) {
      if (!programDateTime) continue;
      const into = (programAt - programDateTime) / 1000;
      if (into >= 0 && into < duration) return start + into;
    }
    return null;
  }

  private close(): void {
    clearTimeout(this.timer);
    this.hls?.destroy();
    this.hls = null;
    this.details = null;
  }

  private async open(): Promise<void> {
    this.close();
    this.options.onState('loading');
    try {
      this.player ??= (await import('hls.js')).default;
    } catch {
      this.later();
      return;
    }
    if (this.destroyed) return;
    if (!this.player.isSupported()) {
      this.openNative();
      return;
    }
    const { video, source } = this.options;
    const { target, player } = this;
    const hls = new player({ ...CONFIG, ...(target.live ? {} : { startPosition: Math.max(0, target.near) }) });
    this.hls = hls;
    let placed = target.live;
    hls.on(player.Events.LEVEL_UPDATED, (_event, { details }) => {
      this.details = details;
      this.options.onMoments(details.fragments.flatMap(momentOf));
      if (placed || target.live) return;
      placed = true;
      const media = this.mediaTimeOf(target.programAt);
      if (media !== null && Math.abs(media - target.near) > 0.5) video.currentTime = media;
    });
    hls.on(player.Events.FRAG_BUFFERED, () => {
      this.failures = 0;
      this.options.onState('playing');
    });
    hls.on(player.Events.ERROR, (_event, data) => this.onError(data));
    hls.loadSource(target.live ? source.live : source.dvr);
    hls.attachMedia(video);
  }

  /** Browsers without Media Source: their own HLS, at the live edge or from the beginning. */
  private openNative(): void {
    const { video, source, onState } = this.options;
    if (video.canPlayType('application/vnd.apple.mpegurl') === '') {
      onState('failed');
      return;
    }
    video.addEventListener('playing', () => onState('playing'), { once: true });
    video.src = this.target.live ? source.live : source.dvr;
    if (!this.target.live) video.currentTime = this.target.near;
  }

  private readonly again = (): void => {
    if (this.destroyed || this.failures === 0) return;
    clearTimeout(this.timer);
    if (!this.hls || this.hls.levels.length === 0) void this.open().then(this.resume);
    else this.hls.startLoad(-1);
  };

  private readonly resume = (): void => void this.options.video.play().catch(() => {});

  private later(): void {
    this.options.onState('reconnecting');
    clearTimeout(this.timer);
    this.timer = setTimeout(this.again, RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]);
    this.failures += 1;
  }

  private onError(data: ErrorData): void {
    const { player, hls } = this;
    if (!player || !hls || !data.fatal) return;
    const status = data.response?.code ?? 0;
    if (data.type === player.ErrorTypes.NETWORK_ERROR && (status === 403 || status === 410)) this.refreshPass();
    else if (data.type === player.ErrorTypes.NETWORK_ERROR) this.later();
    else this.recover(hls, data.type === player.ErrorTypes.MEDIA_ERROR);
  }

  private refreshPass(): void {
    this.failures += 1;
    this.options.renew().then(
      (renewed) => {
        if (renewed && this.failures < 8) this.later();
        else this.options.onState('expired');
      },
      () => this.later(),
    );
  }

  /** A new connection of the encoder may bring other pictures; starting over always works. */
  private recover(hls: Hls, media: boolean): void {
    this.recoveries += 1;
    if (media && this.recoveries % 3 !== 0) hls.recoverMediaError();
    else if (this.recoveries > 12) this.options.onState('failed');
    else {
      this.failures = Math.max(1, this.failures);
      this.close();
      this.later();
    }
  }
}

const momentOf = ({ programDateTime, duration }: Fragment): PlaylistMoment[] =>
  programDateTime ? [{ programAt: programDateTime, durationMs: Math.round(duration * 1000) }] : [];
