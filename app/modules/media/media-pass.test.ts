import { describe, expect, test } from '@jest/globals';
import { deviceTag } from '~/modules/accounts/device-tag';
import { ringSign } from '~/platform/key-ring';
import { mediaPassCookie, mediaPassKey, readMediaPass, signMediaPass, verifyMediaPass } from './media-pass';

const key = mediaPassKey('media secret');
const publicPath = 'aZ09_-aZ09_-aZ09_-aZ09';
const exp = 1_700_007_200;
const device = deviceTag('a sign-in’s token');
const holder = { accountId: 7, authSessionId: 12, venueId: 0, sessionId: 3, mark: 'K7Q29XWP' };
const pass = signMediaPass({ publicPath, exp, device, ...holder }, key);
const before = exp * 1000 - 1;
const verify = (given: string | undefined, asset = publicPath, now = before, tag = device) =>
  verifyMediaPass(given, asset, key, now, () => tag);

describe('media pass', () => {
  test('opens its own asset for its account, on its device', () => {
    expect(verify(pass)).toEqual({ ok: true, ...holder });
  });

  test.each([
    ['another asset', pass, 'bZ09_-aZ09_-aZ09_-aZ09', before, 'FORGED'],
    ['after its expiry', pass, publicPath, exp * 1000, 'EXPIRED'],
    ['another account written in', pass.replace('m2.7.', 'm2.8.'), publicPath, before, 'FORGED'],
    ['another sign-in written in', pass.replace('.12.', '.13.'), publicPath, before, 'FORGED'],
    ['another session written in', pass.replace('.12.3.', '.12.4.'), publicPath, before, 'FORGED'],
    ['made a hall’s', pass.replace('.12.', '.v12.'), publicPath, before, 'FORGED'],
    ['a later expiry written in', pass.replace(String(exp), String(exp + 1)), publicPath, before, 'FORGED'],
    ['no pass', undefined, publicPath, before, 'MISSING'],
    ['rubbish', 'm2..', publicPath, before, 'FORGED'],
    ['rubbish of old', 'm1..', publicPath, before, 'FORGED'],
  ])('is refused: %s', (_name, given, asset, now, reason) => {
    expect(verify(given, asset, now)).toEqual({ ok: false, reason });
  });

  test('beside another sign-in’s cookie, or none, it opens nothing', () => {
    expect(verify(pass, publicPath, before, deviceTag('another token'))).toEqual({ ok: false, reason: 'FORGED' });
    expect(verify(pass, publicPath, before, deviceTag(''))).toEqual({ ok: false, reason: 'FORGED' });
  });

  test('a hall’s screen has no sign-in', () => {
    const hall = signMediaPass({ publicPath, exp, accountId: 0, venueId: 5, sessionId: 3 }, key);
    const found = verifyMediaPass(hall, publicPath, key, before);
    expect(found).toEqual({ ok: true, accountId: 0, authSessionId: 0, venueId: 5, sessionId: 3, mark: '' });
  });

  test('a pass of the release before opens until it ends', () => {
    const signature = ringSign(`m1.${publicPath}.7.${exp}`, key).toString('base64url');
    expect(verify(`m1.7.${exp}.${signature}`)).toMatchObject({ ok: true, accountId: 7, authSessionId: 0 });
    expect(verify(`m1.8.${exp}.${signature}`)).toEqual({ ok: false, reason: 'FORGED' });
    expect(verify(`m1.7.${exp}.${signature}`, publicPath, exp * 1000)).toEqual({ ok: false, reason: 'EXPIRED' });
  });

  test('after the secret has changed, passes made before it open; without the old secret they do not', () => {
    const newer = mediaPassKey('another media secret, media secret');
    expect(verifyMediaPass(pass, publicPath, newer, before, () => device)).toMatchObject({ ok: true, accountId: 7 });
    const only = mediaPassKey('another media secret');
    expect(verifyMediaPass(pass, publicPath, only, before, () => device)).toEqual({ ok: false, reason: 'FORGED' });
  });

  test('the cookie reaches the asset’s folder only, and is read back beside others', () => {
    const cookie = mediaPassCookie({ publicPath, pass, maxAgeSeconds: 60, secure: true });
    expect(cookie).toContain(`Path=/media/${publicPath}/; HttpOnly; SameSite=Lax; Max-Age=60; Secure`);
    expect(readMediaPass(`a=1; ${cookie.split(';')[0]}; b=2`)).toBe(pass);
    expect(readMediaPass('xdiemcau_media=1')).toBeUndefined();
    expect(readMediaPass(undefined)).toBeUndefined();
  });
});
