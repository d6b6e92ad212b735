import type { Page } from 'playwright-core';
import { type SecondRange, unionRanges } from '~/platform/ranges';

// The encoder draws its own clock into the picture as black and white squares; the page reads it off the frames that the browser
// really presented. So what was seen is known without the player, its playlists or its beats.

const BITS = 12;
/** A square of the pushed picture of 320 × 180. */
const SIDE = 24;
/** Steps of the clock in a second. */
const STEPS = 8;
/** The clock begins again after so many seconds. */
const WRAP = 2 ** BITS / STEPS;

/** ffmpeg filter: seconds of the stream plus `from`, in steps of an eighth, as a row of squares; up to 512 s. */
export const burntClock = (from: number): string => squares(`(t+${from})`);

/** The same with the wall clock of the machine that encodes, seconds since 1970 modulo 512. */
export const burntWallClock = (): string => squares('time(0)');

function squares(clock: string): string {
  const boxes = Array.from({ length: BITS }, (_, bit) => {
    const on = `gte(mod(floor(${clock}*${STEPS})/${2 ** bit},2),1)`;
    return `drawbox=x=${bit * SIDE}:y=0:w=${SIDE}:h=${SIDE}:color=white:t=fill:enable='${on}'`;
  });
  return [`drawbox=x=0:y=0:w=320:h=${SIDE}:color=black:t=fill`, ...boxes].join(',');
}

/** One presented frame: the clock in the picture, the video's own second, and when it was presented, seconds since 1970. */
export type SeenFrame = [clock: number, media: number, at: number];

/** Seconds between the encoder's wall clock in the picture and the moment it was seen, on the same machine. */
export const latencyOf = ([clock, , at]: SeenFrame): number => (((at - clock) % WRAP) + WRAP) % WRAP;

const READER = `(() => {
  window.seenFrames = [];
  const canvas = document.createElement('canvas');
  canvas.width = 320; canvas.height = 180;
  const paint = canvas.getContext('2d', { willReadFrequently: true });
  const read = (video, media) => {
    paint.drawImage(video, 0, 0, 320, 180);
    const row = paint.getImageData(0, ${SIDE / 2}, 320, 1).data;
    let steps = 0;
    for (let bit = 0; bit < ${BITS}; bit += 1) if (row[4 * (bit * ${SIDE} + ${SIDE / 2})] > 127) steps += 2 ** bit;
    window.seenFrames.push([steps / ${STEPS}, media, Date.now() / 1000]);
  };
  const follow = (video) => {
    if (video.followed) return;
    video.followed = true;
    const next = () => video.requestVideoFrameCallback((_now, frame) => { read(video, frame.mediaTime); next(); });
    next();
  };
  const look = () => { document.querySelectorAll('video').forEach(follow); };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
})()`;

/** From now on every presented frame is read. */
export const readFrames = (page: Page) => page.evaluate(READER);
export const seenFrames = async (page: Page) => (await page.evaluate('window.seenFrames')) as SeenFrame[];

/** A frame is shown at least so often while something plays; a larger step of the clock is a jump. */
const JUMP = 0.8;

/** Stretches of the picture's clock that were seen, as a union; fractions of seconds. */
export function seenRanges(frames: readonly SeenFrame[]): SecondRange[] {
  const ranges: [number, number][] = [];
  let before = Number.NaN;
  for (const [clock] of frames) {
    const last = ranges.at(-1);
    if (last && clock >= before && clock - before <= JUMP) last[1] = Math.max(last[1], clock + 1 / STEPS);
    else ranges.push([clock, clock + 1 / STEPS]);
    before = clock;
  }
  // A single frame is where a jump landed, not something that was played.
  return unionRanges(ranges.filter(([from, to]) => to - from > 1 / STEPS + 0.001));
}
