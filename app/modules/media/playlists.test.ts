import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Rendition } from './asset-data';
import { audioMaster, avcCodec, measureBandwidth, mediaPlaylist, readSegments, videoMaster } from './playlists';

const base = { averageBandwidth: 1, resolution: null, frameRate: null, channels: null };
const renditions: Rendition[] = [
  {
    ...base,
    name: '720p',
    kind: 'VIDEO',
    bandwidth: 2000,
    averageBandwidth: 1000,
    codecs: 'avc1.64001f',
    resolution: { width: 1280, height: 720 },
    frameRate: 25,
  },
  {
    ...base,
    name: '240p',
    kind: 'VIDEO',
    bandwidth: 200,
    averageBandwidth: 100,
    codecs: 'avc1.4d4015',
    resolution: { width: 426, height: 240 },
    frameRate: 25,
  },
  { ...base, name: 'a96', kind: 'AUDIO', bandwidth: 97, averageBandwidth: 96, codecs: 'mp4a.40.2', channels: 2 },
  { ...base, name: 'a32', kind: 'AUDIO', bandwidth: 33, averageBandwidth: 32, codecs: 'mp4a.40.2', channels: 1 },
];
const language = { code: 'vi', name: 'Tiếng Việt' };

describe('masters', () => {
  test('the lowest rung first, each with its own audio group and both codecs', () => {
    expect(videoMaster(renditions, language)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a96",NAME="Tiếng Việt",LANGUAGE="vi",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a96.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a32",NAME="Tiếng Việt",LANGUAGE="vi",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",URI="a32.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=233,AVERAGE-BANDWIDTH=132,RESOLUTION=426x240,FRAME-RATE=25.000,CODECS="avc1.4d4015,mp4a.40.2",AUDIO="a32"
240p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2097,AVERAGE-BANDWIDTH=1096,RESOLUTION=1280x720,FRAME-RATE=25.000,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a96"
720p.m3u8
`);
  });

  test('a silent lecture has no audio group and no audio master', () => {
    const silent = renditions.filter((rendition) => rendition.kind === 'VIDEO');
    expect(videoMaster(silent, language)).not.toContain('AUDIO');
    expect(audioMaster(silent)).toBeNull();
  });

  test('the audio master has the small one first and no picture', () => {
    expect(readable(audioMaster(renditions))).toEqual(['a32.m3u8', 'a96.m3u8']);
  });
});

const readable = (text: string | null): string[] =>
  (text ?? '').split('\n').filter((line) => line && !line.startsWith('#'));

describe('the playlist of a rendition', () => {
  const keyUri = (period: number): string => `keys/${period}`;

  test('the map stands before the first key, a key begins each period, the end is written', () => {
    const segments = [6, 6, 1.5].map((duration, i) => ({ uri: `240p_${i}.m4s`, duration, size: 10 }));
    expect(mediaPlaylist({ init: '240p_init.mp4', segments, segmentsAKey: 2, keyUri })).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="240p_init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="keys/0"
#EXTINF:6.000000,
240p_0.m4s
#EXTINF:6.000000,
240p_1.m4s
#EXT-X-KEY:METHOD=AES-128,URI="keys/1"
#EXTINF:1.500000,
240p_2.m4s
#EXT-X-ENDLIST
`);
  });

  test('what is written is read back, and the target duration covers every segment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000_000 }), { minLength: 1, maxLength: 50 }), (micros) => {
        const segments = micros.map((us, i) => ({ uri: `s${i}.m4s`, duration: us / 1e6, size: 1 }));
        const text = mediaPlaylist({ init: 'i.mp4', segments, segmentsAKey: 7, keyUri });
        const target = Number(/TARGETDURATION:(\d+)/.exec(text)?.[1]);
        const back = readSegments(text);
        return (
          back.length === segments.length &&
          back.every((s, i) => Math.abs(s.duration - (segments[i]?.duration ?? 0)) < 1e-6 && s.duration <= target)
        );
      }),
    );
  });
});

test('bandwidth is the peak of whole segments and the average of all', () => {
  const segments = [
    { uri: 'a', duration: 6, size: 6000 },
    { uri: 'b', duration: 6, size: 12_000 },
    { uri: 'c', duration: 0.04, size: 9000 },
  ];
  expect(measureBandwidth(segments)).toEqual({ peak: 17_941, average: 17_941 });
  expect(measureBandwidth(segments.slice(0, 2))).toEqual({ peak: 16_000, average: 12_000 });
  expect(measureBandwidth([])).toEqual({ peak: 0, average: 0 });
});

test('the codec is read from the avcC box', () => {
  expect(avcCodec(Buffer.concat([Buffer.from('....avcC'), Buffer.from([1, 0x64, 0, 0x1f, 0xff])]))).toBe('avc1.64001f');
  expect(avcCodec(Buffer.from('no such box'))).toBeNull();
});
