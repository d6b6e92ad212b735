import type { MediaMessage } from './rtmp/rtmp-connection';

const WINDOW_MS = 3_000;

/** Measures what an encoder sends: rates over the last three seconds, holes by its own clock. Pure; times in milliseconds. */
export class StreamMeter {
  private recent: { at: number; bytes: number; picture: boolean }[] = [];
  private lastPictureAt: number | null = null;
  private lastKeyAt: number | null = null;
  /** When anything arrived last, by our clock. */
  lastAt: number;
  droppedFrames = 0;
  keyframeSeconds: number | null = null;
  bytes = 0;

  constructor(now: number) {
    this.lastAt = now;
  }

  /** `declared`: pictures a second as the stream says, null when it does not. */
  count({ kind, timestamp, body }: MediaMessage, isKey: boolean, now: number, declared: number | null): void {
    const picture = kind === 'VIDEO';
    this.lastAt = now;
    this.bytes += body.length;
    this.recent.push({ at: now, bytes: body.length, picture });
    this.forget(now);
    if (!picture) return;
    if (this.lastPictureAt !== null && declared !== null) {
      const missing = Math.round(((timestamp - this.lastPictureAt) * declared) / 1000) - 1;
      // A hole of more than ten seconds is a break, not dropped pictures.
      if (missing > 0 && missing < declared * 10) this.droppedFrames += missing;
    }
    this.lastPictureAt = timestamp;
    if (!isKey) return;
    if (this.lastKeyAt !== null && timestamp > this.lastKeyAt)
      this.keyframeSeconds = (timestamp - this.lastKeyAt) / 1000;
    this.lastKeyAt = timestamp;
  }

  rates(now: number): { bitrateKbps: number; fps: number } {
    this.forget(now);
    const first = this.recent[0];
    if (!first) return { bitrateKbps: 0, fps: 0 };
    const seconds = Math.max(0.5, (now - first.at) / 1000);
    const bytes = this.recent.reduce((sum, one) => sum + one.bytes, 0);
    const pictures = this.recent.filter((one) => one.picture).length;
    return { bitrateKbps: Math.round((bytes * 8) / 1000 / seconds), fps: Math.round((pictures / seconds) * 10) / 10 };
  }

  private forget(now: number): void {
    let old = 0;
    while (old < this.recent.length && now - (this.recent[old]?.at ?? 0) > WINDOW_MS) old += 1;
    if (old > 0) this.recent.splice(0, old);
  }
}
