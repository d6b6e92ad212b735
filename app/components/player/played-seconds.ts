import { type SecondRange, unionRanges } from '~/platform/ranges';
import type { PlayedTick } from './player-events';

/** A second counts when at least three quarters of it were played: a seek lands between two frames, a tick comes four times a second. */
const SLACK = 0.25;
/** Two ticks closer than this are one piece. */
const JOIN = 0.05;

/**
 * What this page really played, from ticks with fractions to whole seconds of the timeline. Pure.
 * `length` is the timeline in whole seconds; the media may be a fraction longer or shorter than that.
 */
export class PlayedSeconds {
  private pieces: SecondRange[] = [];

  constructor(private readonly length: number) {}

  add({ from, to }: Pick<PlayedTick, 'from' | 'to'>): void {
    if (!(to > from)) return;
    const last = this.pieces[this.pieces.length - 1];
    // Ordinary play: the last piece grows.
    if (last && from >= last[0] && from <= last[1] + JOIN) {
      if (to > last[1]) this.pieces[this.pieces.length - 1] = [last[0], to];
      return;
    }
    this.pieces.push([from, to]);
    if (this.pieces.length > 64) this.pieces = unionRanges(this.pieces) as SecondRange[];
  }

  /** The media ended after it was played to `at`: its last, incomplete second counts as played. */
  end(at: number): void {
    const touches = this.pieces.some(([from, to]) => from < at && to >= at - 2 * SLACK);
    if (touches) this.add({ from: Math.max(0, at - 2 * SLACK), to: this.length });
  }

  /** Whole seconds, normal, within the timeline. */
  whole(): SecondRange[] {
    const joined = unionRanges(this.pieces.map(([from, to]) => [from, to + JOIN] as const));
    return unionRanges(
      joined.map(([from, to]) => [
        Math.max(0, Math.ceil(from - SLACK)),
        Math.min(this.length, Math.floor(to - JOIN + SLACK)),
      ]),
    );
  }
}
