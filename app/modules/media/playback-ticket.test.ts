import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PlaybackTicket, playbackTicketKey, signPlaybackTicket, verifyPlaybackTicket } from './playback-ticket';

const key = playbackTicketKey('a secret of at least thirty-two bytes');
const ticket: PlaybackTicket = {
  sid: 3,
  mid: 41,
  aid: 9,
  src: 'RECORDING',
  len: 89,
  iat: 1_700_000_000,
  exp: 1_700_007_200,
  pid: 'abc',
};
const now = 1_700_000_100_000;

describe('playback ticket', () => {
  test('what was signed comes back', () => {
    expect(verifyPlaybackTicket(signPlaybackTicket(ticket, key), key, now)).toEqual({ ok: true, ticket });
  });

  test('a viewer who is no member has no member id', () => {
    const guest = { ...ticket, mid: null };
    expect(verifyPlaybackTicket(signPlaybackTicket(guest, key), key, now)).toEqual({ ok: true, ticket: guest });
  });

  test('it ends exactly at its expiry', () => {
    const token = signPlaybackTicket(ticket, key);
    expect(verifyPlaybackTicket(token, key, ticket.exp * 1000 - 1).ok).toBe(true);
    expect(verifyPlaybackTicket(token, key, ticket.exp * 1000)).toEqual({ ok: false, reason: 'EXPIRED' });
  });

  test('another deployment’s secret is a forgery', () => {
    const other = playbackTicketKey('another secret of thirty-two bytes....');
    expect(verifyPlaybackTicket(signPlaybackTicket(ticket, other), key, now)).toEqual({ ok: false, reason: 'FORGED' });
  });

  test('no single changed character passes', () => {
    const token = signPlaybackTicket(ticket, key);
    // The last base64url character of a 32-byte digest carries two unused bits, so it is left out.
    for (let i = 0; i < token.length - 1; i += 1) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(verifyPlaybackTicket(changed, key, now).ok).toBe(false);
    }
  });

  test.each([
    [undefined],
    [null],
    [42],
    [{}],
    [''],
    ['p1.'],
    ['p1.e30'],
    ['x'.repeat(5000)],
    [`p1.e30.${'A'.repeat(43)}`],
  ])('rubbish %p is refused, not thrown', (token) => {
    expect(verifyPlaybackTicket(token, key, now).ok).toBe(false);
  });

  test('any text is refused without an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => !verifyPlaybackTicket(`p1.${text}`, key, now).ok));
  });

  test('ten thousand are checked in well under a second, so the fast path can afford it', () => {
    const token = signPlaybackTicket(ticket, key);
    const started = performance.now();
    for (let i = 0; i < 10_000; i += 1) verifyPlaybackTicket(token, key, now);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
