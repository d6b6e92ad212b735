import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planFrameRate, planRungs } from './ladder-plan';

describe('rungs', () => {
  test.each([
    [2160, ['720p', '480p', '240p']],
    [1080, ['720p', '480p', '240p']],
    [720, ['720p', '480p', '240p']],
    [700, ['700p', '480p', '240p']],
    [576, ['480p', '240p']],
    [480, ['480p', '240p']],
    [360, ['360p', '240p']],
    [270, ['240p']],
    [240, ['240p']],
    [145, ['144p']],
    [1, ['2p']],
  ])('a source of %i lines', (height, names) => {
    expect(planRungs(height).map((rung) => rung.name)).toEqual(names);
  });

  test('never enlarges beyond rounding, never an odd height, always falls from rung to rung', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4320 }), (height) => {
        const heights = planRungs(height).map((rung) => rung.height);
        return (
          heights.length > 0 && heights.every((h, i) => h <= height && h % 2 === 0 && h < (heights[i - 1] ?? Infinity))
        );
      }),
    );
  });
});

test.each([
  ['25/1', '25/1'],
  ['30000/1001', '30000/1001'],
  ['50/1', '50/2'],
  ['60/1', '60/2'],
  ['0/0', '30/1'],
  ['90000/1', '30/1'],
  ['5/1', '30/1'],
  [undefined, '30/1'],
  ['rubbish', '30/1'],
])('frame rate %p becomes %p', (source, wanted) => {
  expect(planFrameRate(source)).toBe(wanted);
});
