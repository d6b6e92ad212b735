import { expect, test } from '@jest/globals';
import { recordedPlaylist } from '~/modules/broadcasts/recording-playlists';
import { listedSegments, segmentAt } from './recorded-segments';

const segment = (sequence: number, part: number, period: number) => ({
  ...{ rendition: '240p', sequence, part, period, durationMs: 2_000, byteSize: 1, programAt: sequence * 2_000 },
});

test('what the recording’s playlist says comes back: init, key period and place of each segment', () => {
  const segments = listedSegments(
    recordedPlaylist([segment(3, 1, 0), segment(4, 1, 0), segment(9, 1, 0), segment(10, 2, 1)]),
  );
  expect(segments.map(({ init, uri, sequence, period, at }) => [init, uri, sequence, period, at])).toEqual([
    ['init_240p_1.mp4', '240p_0000003.m4s', 3, 0, 0],
    ['init_240p_1.mp4', '240p_0000004.m4s', 4, 0, 2],
    ['init_240p_1.mp4', '240p_0000009.m4s', 9, 0, 4],
    ['init_240p_2.mp4', '240p_0000010.m4s', 10, 1, 6],
  ]);
  expect(segmentAt(3.9, segments)?.sequence).toBe(4);
  expect(segmentAt(4, segments)?.sequence).toBe(9);
  expect(segmentAt(99, segments)?.sequence).toBe(10);
  expect(segmentAt(0, [])).toBeNull();
});
