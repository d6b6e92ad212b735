import { describe, expect, test } from '@jest/globals';
import { mediaPassCookie, mediaPassKey, readMediaPass, signMediaPass, verifyMediaPass } from './media-pass';

const key = mediaPassKey('media secret');
const publicPath = 'aZ09_-aZ09_-aZ09_-aZ09';
const exp = 1_700_007_200;
const pass = signMediaPass({ publicPath, accountId: 7, exp }, key);
const before = exp * 1000 - 1;

describe('media pass', () => {
  test('opens its own asset for its account', () => {
    expect(verifyMediaPass(pass, publicPath, key, before)).toEqual({ ok: true, accountId: 7 });
  });

  test.each([
    ['another asset', pass, 'bZ09_-aZ09_-aZ09_-aZ09', before, 'FORGED'],
    ['after its expiry', pass, publicPath, exp * 1000, 'EXPIRED'],
    ['another account written in', pass.replace('m1.7.', 'm1.8.'), publicPath, before, 'FORGED'],
    ['a later expiry written in', pass.replace(String(exp), String(exp + 1)), publicPath, before, 'FORGED'],
    ['no pass', undefined, publicPath, before, 'MISSING'],
    ['rubbish', 'm1..', publicPath, before, 'FORGED'],
  ])('is refused: %s', (_name, given, asset, now, reason) => {
    expect(verifyMediaPass(given, asset, key, now)).toEqual({ ok: false, reason });
  });

  test('the cookie reaches the asset’s folder only, and is read back beside others', () => {
    const cookie = mediaPassCookie({ publicPath, pass, maxAgeSeconds: 60, secure: true });
    expect(cookie).toContain(`Path=/media/${publicPath}/; HttpOnly; SameSite=Lax; Max-Age=60; Secure`);
    expect(readMediaPass(`a=1; ${cookie.split(';')[0]}; b=2`)).toBe(pass);
    expect(readMediaPass('xdiemcau_media=1')).toBeUndefined();
    expect(readMediaPass(undefined)).toBeUndefined();
  });
});
