import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flvHeader, flvTag, readAudio, readVideo } from './flv';
import { readPicture } from './picture';

describe('FLV', () => {
  test('a tag holds type, length, a time of 32 bits, the body and the length of all that', () => {
    const tag = flvTag('VIDEO', 0x01020304, Buffer.from([1, 2]));
    expect(tag.toString('hex')).toBe(`09000002${'020304'}01${'000000'}0102${'0000000d'}`);
    expect(flvHeader(true)[4]).toBe(5);
    expect(flvHeader(false)[4]).toBe(1);
  });

  test.each([
    ['17000000000142c01effe1000967', 'CONFIG'],
    ['1701000000aa', 'KEY'],
    ['2701000000aa', 'FRAME'],
    ['1702000000', 'NOTHING'],
    ['1c00000000aa', 'FOREIGN'],
    ['9068766331aa', 'FOREIGN'],
    ['2200', 'FOREIGN'],
    ['', 'NOTHING'],
  ])('picture %s is %s', (hex, wanted) => {
    expect(readVideo(Buffer.from(hex, 'hex'))).toBe(wanted);
  });

  test.each([
    ['af001190', 'CONFIG'],
    ['af01aabb', 'FRAME'],
    ['2f00', 'FOREIGN'],
    ['af', 'NOTHING'],
    ['', 'NOTHING'],
  ])('sound %s is %s', (hex, wanted) => {
    expect(readAudio(Buffer.from(hex, 'hex'))).toBe(wanted);
  });
});

/** What encoders sent: the settings of `-c:v libx264` at these sizes. */
const RECORD = (set: string): Buffer =>
  Buffer.from(`1700000000${'01640028ffe1'}${(set.length / 2).toString(16).padStart(4, '0')}${set}`, 'hex');

describe('picture', () => {
  test('settings that make no sense are null, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const picture = readPicture(RECORD(`67${Buffer.from(bytes).toString('hex')}`));
        if (picture) expect(picture.width * picture.height).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
    expect(readPicture(Buffer.alloc(3))).toBeNull();
    expect(readPicture(RECORD('67'))).toBeNull();
  });

  test.each([
    ['6742c00cda05067e7c0440000003004000000c83c50aa8', { width: 320, height: 180, fps: 25 }],
    ['6742c028da01e0089f970110000003001000000303c0f1832a', { width: 1920, height: 1080, fps: 30 }],
    ['6742c034da00f0010fb011000003000100000300780f1832a0', { width: 3840, height: 2160, fps: 60 }],
    ['6742c01eda0280bfe5c04400000fa40003a9803c58ba80', { width: 640, height: 360, fps: 30000 / 1001 }],
  ])('settings %s', (set, wanted) => {
    expect(readPicture(RECORD(set))).toEqual(wanted);
  });
});
