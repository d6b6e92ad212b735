import { type Storyboard, sheetName, tileAt } from './schema';

const TILE_WIDTH = 160;
const COLUMNS = 10;
const MOST_TILES = 100;
const SHORTEST_STEP = 2;

/** The plan for a lecture of this length (seconds) and shape (pixels, as displayed): at most a hundred pictures, never closer than two seconds. */
export function planStoryboard(duration: number, width: number, height: number): Storyboard {
  const every = Math.max(SHORTEST_STEP, Math.ceil(duration / MOST_TILES));
  const tileHeight = Math.max(2, Math.round((height * TILE_WIDTH) / width / 2) * 2);
  const count = Math.max(1, Math.ceil(duration / every));
  return { every, columns: COLUMNS, rows: Math.ceil(count / COLUMNS), tileWidth: TILE_WIDTH, tileHeight, count };
}

const clock = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);

/** The same as a WebVTT thumbnail track, for players other than ours. */
export function storyboardTrack(storyboard: Storyboard, duration: number): string {
  const cues = Array.from({ length: storyboard.count }, (_, i) => {
    const tile = tileAt(storyboard, i * storyboard.every);
    const end = Math.min(duration, (i + 1) * storyboard.every);
    return `${clock(i * storyboard.every)} --> ${clock(end)}\n${sheetName(tile.sheet)}#xywh=${tile.x},${tile.y},${storyboard.tileWidth},${storyboard.tileHeight}`;
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}
