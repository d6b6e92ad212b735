import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Rendition } from '~/modules/media/asset-data';
import { broadcastMaster, broadcastPlaylist, type LiveSegment, windowOf } from './live-playlists';

const T0 = Date.UTC(2026, 10, 22, 1, 0, 0);
const segment = (sequence: number, part = 1, more: Partial<LiveSegment> = {}): LiveSegment => ({
  ...{ sequence, part, programAt: T0 + sequence * 2000, durationMs: 2000, period: Math.floor(sequence / 150) },
  ...more,
});

describe('a rendition’s playlist', () => {
  test('names the clear init before any key, and each part’s own', () => {
    const text = broadcastPlaylist({
      ...{ rendition: '720p', kind: 'LIVE', ended: false, discontinuities: 4 },
      segments: [segment(148), segment(149), segment(150), segment(151, 2)],
    });
    expect(text).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:148
#EXT-X-DISCONTINUITY-SEQUENCE:4
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init_720p_1.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="keys/0"
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T01:04:56.000Z
#EXTINF:2.000,
720p_0000148.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T01:04:58.000Z
#EXTINF:2.000,
720p_0000149.m4s
#EXT-X-KEY:METHOD=AES-128,URI="keys/1"
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T01:05:00.000Z
#EXTINF:2.000,
720p_0000150.m4s
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=NONE
#EXT-X-MAP:URI="init_720p_2.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="keys/1"
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T01:05:02.000Z
#EXTINF:2.000,
720p_0000151.m4s
`);
  });

  test('a finished one says so', () => {
    const text = broadcastPlaylist({ rendition: 'a64', kind: 'VOD', ended: true, segments: [segment(0)] });
    expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD\n');
    expect(text.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
  });

  test('behind a pause that was left out, IVs are written out: counting would find the wrong ones', () => {
    const text = broadcastPlaylist({
      ...{ rendition: '720p', kind: 'VOD', ended: true },
      segments: [segment(3), segment(4), segment(10), segment(11)],
    });
    const iv = (number: string) => `#EXT-X-KEY:METHOD=AES-128,URI="keys/0",IV=0x${'0'.repeat(31)}${number}\n`;
    expect(text.match(/#EXT-X-KEY.*\n/g)).toEqual(['#EXT-X-KEY:METHOD=AES-128,URI="keys/0"\n', iv('a'), iv('b')]);
    expect(text.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(1);
  });

  test('no segment, rounded, is longer than the target', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 20 }), (durations) => {
        const segments = durations.map((durationMs, i) => segment(i, 1, { durationMs }));
        const text = broadcastPlaylist({ rendition: '720p', kind: 'EVENT', ended: false, segments });
        const target = Number(/TARGETDURATION:(\d+)/.exec(text)?.[1]);
        return durations.every((ms) => Math.round(ms / 1000) <= target) && target >= 2;
      }),
      // A half is rounded up.
      { examples: [[[27_500]], [[2_500]]] },
    );
  });

  test('every segment stands after its own part’s init and its own key, whatever the parts', () => {
    const steps = fc.array(fc.record({ newPart: fc.boolean(), newKey: fc.boolean() }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.nat(1000), (all, first) => {
        let part = 1;
        let period = 0;
        const segments = all.map(({ newPart, newKey }, i) => {
          part += newPart ? 1 : 0;
          period += newKey ? 1 : 0;
          return segment(first + i, part, { period });
        });
        const text = broadcastPlaylist({ rendition: '240p', kind: 'LIVE', ended: false, segments });
        let key: string | null = null;
        let map = '';
        const played: string[] = [];
        for (const line of text.split('\n')) {
          if (line.startsWith('#EXT-X-KEY')) key = /URI="keys\/(\d+)"/.exec(line)?.[1] ?? null;
          if (line.startsWith('#EXT-X-MAP')) {
            expect(key).toBeNull();
            map = line;
          }
          if (line.endsWith('.m4s')) played.push(`${line} ${key} ${/init_240p_(\d+)/.exec(map)?.[1]}`);
        }
        const wanted = segments.map((s) => `240p_${String(s.sequence).padStart(7, '0')}.m4s ${s.period} ${s.part}`);
        expect(played).toEqual(wanted);
      }),
    );
  });
});

describe('which segments', () => {
  const all = Array.from({ length: 20 }, (_, i) => segment(i));
  const numbers = (some: readonly LiveSegment[]) => some.map((one) => one.sequence);

  test('the window is the newest six', () => {
    expect(numbers(windowOf(all, null))).toEqual([14, 15, 16, 17, 18, 19]);
    expect(numbers(windowOf(all, T0))).toEqual([14, 15, 16, 17, 18, 19]);
  });

  test('just after going on air, little of what came before is left in it', () => {
    expect(numbers(windowOf(all, T0 + 40_000))).toEqual([17, 18, 19]);
  });
});

const RENDITIONS: Rendition[] = [
  {
    ...{ name: '720p', kind: 'VIDEO', bandwidth: 2_800_000, averageBandwidth: 2_500_000, codecs: 'avc1.4d401f' },
    ...{ resolution: { width: 1280, height: 720 }, frameRate: 30, channels: null },
  },
  {
    ...{ name: 'a64', kind: 'AUDIO', bandwidth: 70_000, averageBandwidth: 64_000, codecs: 'mp4a.40.2' },
    ...{ resolution: null, frameRate: null, channels: 2 },
  },
];

test('the master points at the playlists of its kind', () => {
  const master = broadcastMaster(RENDITIONS, 'live-') ?? '';
  expect(master).toContain('\nlive-720p.m3u8\n');
  expect(master).toContain('URI="live-a64.m3u8"');
  expect(broadcastMaster(RENDITIONS, 'dvr-', true)).toContain('\ndvr-a64.m3u8\n');
  expect(broadcastMaster([], 'live-')).toBeNull();
});
