import { describe, expect, test } from '@jest/globals';
import { MediaError } from './media-error';
import { isCutOff, judgeProbe } from './probe-verdict';

const video = {
  codec_type: 'video',
  codec_name: 'h264',
  width: 1280,
  height: 720,
  duration: '89.76',
  avg_frame_rate: '25/1',
};
const audio = { codec_type: 'audio', codec_name: 'aac', duration: '89.73' };
const format = { duration: '89.760000' };

function codeOf(json: unknown): string {
  try {
    judgeProbe(json);
    return 'accepted';
  } catch (error) {
    return error instanceof MediaError ? error.code : 'unexpected';
  }
}

describe('a file is refused with the reason', () => {
  test.each([
    ['nothing readable', null, 'NOT_MEDIA'],
    ['no streams', { streams: [], format: {} }, 'NOT_MEDIA'],
    ['sound only', { streams: [audio], format }, 'NO_VIDEO'],
    [
      'sound with a cover picture',
      { streams: [audio, { ...video, disposition: { attached_pic: 1 } }], format },
      'NO_VIDEO',
    ],
    ['subtitles only', { streams: [{ codec_type: 'subtitle' }], format }, 'NOT_MEDIA'],
    ['nine hours', { streams: [video, audio], format: { duration: '32400' } }, 'TOO_LONG'],
    ['8K', { streams: [{ ...video, width: 7680, height: 4320 }], format }, 'TOO_MANY_PIXELS'],
    ['an unknown codec', { streams: [{ ...video, codec_name: undefined }], format }, 'ENCODE_FAILED'],
    ['a good one', { streams: [video, audio], format }, 'accepted'],
    ['a silent one', { streams: [video], format }, 'accepted'],
  ])('%s', (_name, json, code) => {
    expect(codeOf(json)).toBe(code);
  });
});

test('a good lecture', () => {
  expect(judgeProbe({ streams: [video, audio], format })).toEqual({
    duration: 89.76,
    videoSeconds: 89.76,
    audioSeconds: 89.73,
    width: 1280,
    height: 720,
    squarePixels: true,
    frameRate: '25/1',
    hasAudio: true,
  });
});

test('a phone held upright and old wide pixels are measured as displayed', () => {
  expect(judgeProbe({ streams: [{ ...video, side_data_list: [{ rotation: -90 }] }], format })).toMatchObject({
    width: 720,
    height: 1280,
  });
  expect(
    judgeProbe({ streams: [{ ...video, width: 720, height: 576, sample_aspect_ratio: '64:45' }], format }),
  ).toMatchObject({
    width: 1024,
    height: 576,
    squarePixels: false,
  });
});

test('a browser’s own recording does not say how long it is', () => {
  expect(judgeProbe({ streams: [{ ...video, duration: 'N/A' }], format: {} }).duration).toBeNull();
});

test.each([
  [90, 89.7, false],
  [90, 87.1, false],
  [90, 86, true],
  [10_800, 10_600, false],
  [10_800, 10_500, true],
  [null, 3, false],
])('declared %p, found %p: cut off is %p', (declared, found, cut) => {
  expect(isCutOff(declared, found)).toBe(cut);
});
