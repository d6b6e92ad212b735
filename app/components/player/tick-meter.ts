import type { PlayedTick } from './player-events';

/** A little more than the rate asked for: browsers and hls.js vary it by a few per cent. */
const RATE_SLACK = 1.1;
/** Seconds of media that a late timer may add to one tick. */
const SLACK = 0.35;

/**
 * Turns readings of the media clock into ticks of what really played. Wall-clock time bounds each tick, so a jump of any kind (a seek,
 * a gap that hls.js skipped, a laptop that slept) is never a tick.
 */
export class TickMeter {
  private last: { media: number; wall: number; rate: number } | null = null;

  /** `media`: position in seconds; `wall`: milliseconds of a monotonic clock; `rate`: the rate asked for. */
  sample(media: number, wall: number, rate: number): PlayedTick | null {
    const { last } = this;
    this.last = { media, wall, rate };
    if (!last) return null;
    const played = media - last.media;
    const passed = (wall - last.wall) / 1000;
    // Where the rate has changed, which hls.js does every few seconds at a live edge, the faster one bounds the tick.
    const most = Math.max(rate, last.rate) * RATE_SLACK;
    if (!(played > 0) || !(passed > 0) || played > passed * most + SLACK) return null;
    return { from: last.media, to: media, rate: Math.round(Math.min(played / passed, most) * 100) / 100 };
  }

  /** The next reading begins anew: after a pause, a seek, a stall. */
  break(): void {
    this.last = null;
  }
}
