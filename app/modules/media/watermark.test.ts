import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readWatermark, watermarkCode } from './watermark';

const secret = 'a media secret of thirty-two bytes';
const holder = { accountId: 41, venueId: 0, sessionId: 3 };
const noon = Date.parse('2026-11-23T05:00:00Z');

describe('the code on the picture', () => {
  test('is the same all day of Hanoi, and another one on the next', () => {
    const code = watermarkCode(holder, noon, secret);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(watermarkCode(holder, Date.parse('2026-11-22T17:00:00Z'), secret)).toBe(code);
    expect(watermarkCode(holder, Date.parse('2026-11-23T16:59:59Z'), secret)).toBe(code);
    expect(watermarkCode(holder, Date.parse('2026-11-23T17:00:00Z'), secret)).not.toBe(code);
  });

  test('differs between people, halls, sessions and deployments', () => {
    const codes = [
      watermarkCode(holder, noon, secret),
      watermarkCode({ ...holder, accountId: 42 }, noon, secret),
      watermarkCode({ ...holder, accountId: 0, venueId: 41 }, noon, secret),
      watermarkCode({ ...holder, sessionId: 4 }, noon, secret),
      watermarkCode(holder, noon, `${secret}!`),
    ];
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('is read as people type it off a photograph', () => {
    fc.assert(
      fc.property(fc.nat(1e7), fc.nat(1e7), (accountId, sessionId) => {
        const code = watermarkCode({ accountId, venueId: 0, sessionId }, noon, secret);
        expect(readWatermark(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `)).toBe(code);
        expect(readWatermark(code.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('V', 'u'))).toBe(code);
      }),
    );
    expect(readWatermark('Nguyễn Văn A')).toBeNull();
    expect(readWatermark('')).toBeNull();
  });
});
