import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tileAt } from './schema';
import { planStoryboard, storyboardTrack } from './storyboard';

test('a short lecture has a picture every two seconds, a long one a hundred', () => {
  expect(planStoryboard(89.76, 1280, 720)).toEqual({
    every: 2,
    columns: 10,
    rows: 5,
    tileWidth: 160,
    tileHeight: 90,
    count: 45,
  });
  expect(planStoryboard(3 * 3600, 1280, 720)).toMatchObject({ every: 108, count: 100 });
});

test('tiles go row by row, and a moment past the end shows the last', () => {
  const plan = planStoryboard(89.76, 1280, 720);
  expect(tileAt(plan, 0)).toEqual({ sheet: 1, x: 0, y: 0 });
  expect(tileAt(plan, 23.9)).toEqual({ sheet: 1, x: 160, y: 90 });
  expect(tileAt(plan, 9999)).toEqual({ sheet: 1, x: 640, y: 360 });
});

test('every moment has a tile inside its sheet, and the track covers the lecture without a gap', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 30_000, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (duration, share) => {
        const plan = planStoryboard(duration, 640, 360);
        const tile = tileAt(plan, duration * share);
        const track = storyboardTrack(plan, duration);
        return (
          tile.x < 1600 &&
          tile.y < plan.tileHeight * 10 &&
          tile.sheet === 1 &&
          track.split(' --> ').length - 1 === plan.count
        );
      },
    ),
  );
});
