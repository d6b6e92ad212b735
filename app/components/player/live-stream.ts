import type Hls from 'hls.js';
import type { ErrorData } from 'hls.js';
import { keepFragments, type ProgramSpan, programSpans, programTimeAtMedia, type ShownFragment } from './live-clock';
import {
  CONFIG,
  type LiveAddresses,
  type LiveStreamOptions,
  momentOf,
  RETRY_MS,
  shownFragment,
} from './live-stream-options';
import type { PlayedTick } from './player-events';
import { HALL_CONFIG } from './stream-loader';

/** Jumping back by less than this stays in the small playlist's window. */
const AT_EDGE = { live: true } as const;

/**
 * What is broadcast, in one video element: at the live edge from the small playlist, further back from the one that holds everything.
 * Goes on by itself after a broken network, a restarted server and an encoder that was away.
 */
export class LiveStream {
  private hls: Hls | null = null;
  private player: typeof Hls | null = null;
  private fragments: ShownFragment[] = [];
  /** Media second at which the newest playlist begins: what lies before it can be played only while it is in the buffer. */
  private listedFrom = 0;
  private quality: number | null = null;
  private source: LiveAddresses;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private recoveries = 0;
  private destroyed = false;
  private target: { live: true } | { live: false; programAt: number; near: number } = AT_EDGE;

  constructor(private readonly options: LiveStreamOptions) {
    this.source = options.source;
    window.addEventListener('online', this.again);
  }

  /** Nothing has arrived since something failed to. hls.js tries again by itself, and waits while the browser says that it is offline. */
  lost = false;

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

  /** On from a moment that the small playlist has left behind: after a long pause. */
  async goBack(programAt: number, near: number): Promise<void> {
    this.target = { live: false, programAt, near };
    await this.open();
  }

  /** Other renditions of the same: sound alone, or the picture again. Goes on at this moment, null: at the edge. */
  async use(source: LiveAddresses, at: { programAt: number; near: number } | null): Promise<void> {
    if (source.live === this.source.live) return;
    this.source = source;
    this.target = at ? { live: false, ...at } : AT_EDGE;
    await this.open();
  }

  /** Lines of the picture, null for automatic. Takes effect with the next segment. */
  setQuality(height: number | null): void {
    this.quality = height;
    this.applyQuality();
  }

  /** Looks after a page that was asleep or offline: whatever waits for its next try is tried now. */
  wake(): void {
    if (this.failures > 0) this.again();
    else this.hls?.startLoad(-1);
  }

  /** Program time of what plays at a media second; null when the playlist does not say. */
  programTimeOf(media: number): number | null {
    return programTimeAtMedia(media, this.fragments);
  }

  /** What was played, by the program's clock. */
  spansOf(tick: PlayedTick): ProgramSpan[] {
    return programSpans(tick, this.fragments);
  }

  destroy(): void {
    this.destroyed = true;
    window.removeEventListener('online', this.again);
    this.close();
  }

  private mediaTimeOf(programAt: number): number | null {
    for (const { programAt: begins, start, end } of this.fragments) {
      const into = (programAt - begins) / 1000;
      if (into >= 0 && into < end - start) return this.playable(start + into) ? start + into : null;
    }
    return null;
  }

  private playable(media: number): boolean {
    if (media >= this.listedFrom) return true;
    const { buffered } = this.options.video;
    const last = buffered.length - 1;
    // Only where playing on from there leads into what is listed.
    return last >= 0 && media >= buffered.start(last) && buffered.end(last) > this.listedFrom;
  }

  private close(): void {
    clearTimeout(this.timer);
    this.hls?.destroy();
    this.hls = null;
    this.fragments = [];
  }

  private applyQuality(): void {
    const { hls, quality } = this;
    if (!hls || hls.levels.length < 2) return;
    hls.nextLevel = quality === null ? -1 : hls.levels.findIndex(({ height }) => height === quality);
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
    const { video } = this.options;
    const { target, player, source } = this;
    const hls = new player({
      ...CONFIG,
      ...(this.options.hall ? HALL_CONFIG : {}),
      ...(target.live ? {} : { startPosition: Math.max(0, target.near) }),
    });
    this.hls = hls;
    let placed = target.live;
    hls.on(player.Events.LEVEL_UPDATED, (_event, { details }) => {
      this.listedFrom = details.fragmentStart;
      this.fragments = keepFragments(this.fragments, details.fragments.flatMap(shownFragment));
      this.options.onMoments(details.fragments.flatMap(momentOf));
      if (placed || target.live) return;
      placed = true;
      const media = this.mediaTimeOf(target.programAt);
      if (media !== null && Math.abs(media - target.near) > 0.5) video.currentTime = media;
    });
    hls.on(player.Events.MANIFEST_PARSED, (_event, { levels }) => {
      const heights = levels.map(({ height }) => height).filter((height) => height > 0);
      this.options.onQualities([...new Set(heights)].sort((a, b) => b - a));
      if (this.quality !== null) this.applyQuality();
    });
    hls.on(player.Events.FRAG_BUFFERED, () => {
      this.failures = 0;
      this.lost = false;
      this.options.onState('playing');
    });
    hls.on(player.Events.ERROR, (_event, data) => this.onError(data));
    hls.loadSource(target.live ? source.live : source.dvr);
    hls.attachMedia(video);
  }

  /** Browsers without Media Source: their own HLS, at the live edge or from the beginning. */
  private openNative(): void {
    const { video, onState } = this.options;
    const { source } = this;
    if (video.canPlayType('application/vnd.apple.mpegurl') === '') {
      onState('failed');
      return;
    }
    video.addEventListener('playing', () => onState('playing'), { once: true });
    video.src = this.target.live ? source.live : source.dvr;
    if (!this.target.live) video.currentTime = this.target.near;
  }

  private readonly again = (): void => {
    if (this.destroyed || (this.failures === 0 && !this.lost)) return;
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
    if (!player || !hls) return;
    if (!data.fatal) {
      if (data.type === player.ErrorTypes.NETWORK_ERROR) this.lost = true;
      return;
    }
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
