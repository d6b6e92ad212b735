import { type SecondRange, unionRanges } from '~/platform/ranges';
import type { PlayedTick } from './player-events';

/** A second counts when at least half of it was played, at once or in several goes. So nobody loses or gains by where they stop. */
const ENOUGH = 0.5;
/** Two ticks closer than this are one piece. */
const JOIN = 0.05;
/** Sums of fractions. */
const ROUNDING = 1e-6;

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
    const touches = this.pieces.some(([from, to]) => from < at && to >= at - ENOUGH);
    if (touches) this.add({ from: Math.max(0, at - ENOUGH), to: this.length });
  }

  /** Whole seconds, normal, within the timeline. */
  whole(): SecondRange[] {
    // A gap that is no more than a rounding between two ticks is none.
    const joined = unionRanges(this.pieces.map(([from, to]) => [from, to + JOIN] as const));
    const whole: SecondRange[] = [];
    const partly = new Map<number, number>();
    for (const [start, end] of joined) {
      const from = Math.max(0, start);
      const to = Math.min(this.length, end - JOIN);
      if (to <= from) continue;
      const [first, last] = [Math.ceil(from), Math.floor(to)];
      const add = (second: number, played: number) => partly.set(second, (partly.get(second) ?? 0) + played);
      if (first > last) {
        add(last, to - from);
        continue;
      }
      whole.push([first, last]);
      if (from < first) add(first - 1, first - from);
      if (to > last) add(last, to - last);
    }
    for (const [second, played] of partly) if (played >= ENOUGH - ROUNDING) whole.push([second, second + 1]);
    return unionRanges(whole.map(([from, to]) => [from, Math.min(this.length, to)] as const));
  }
}
