import { describe, expect, test } from '@jest/globals';
import { createFormTokens } from '~/http/form-tokens';
import { playbackTicketKey, signPlaybackTicket, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { makeBallotKeys, openPrivateKey } from '~/modules/polls/ballot-keys.server';
import { checkToken, presenceCheckKey, readCheckToken } from '~/modules/presence-checks/check-moments';
import { isScreenToken, makeCode, makeScreenToken, readCode, venueKey } from '~/modules/venues/check-in-code';
import { keyRing, ringSign, ringVerify } from '~/platform/key-ring';

const OLD = 'the old secret, thirty-two bytes or more'.replace(',', '');
const NEW = 'the new secret thirty-two bytes or more';
const BOTH = `${NEW}, ${OLD}`;
const now = 1_700_000_000_000;

describe('a secret is changed while people are at work', () => {
  test('the first signs, all verify; a purpose’s signature is no other’s', () => {
    const signed = ringSign('text', keyRing(OLD, 'a'));
    expect(ringVerify('text', signed, keyRing(BOTH, 'a'))).toBe(true);
    expect(ringVerify('text', signed, keyRing(NEW, 'a'))).toBe(false);
    expect(ringVerify('text', signed, keyRing(BOTH, 'b'))).toBe(false);
    expect(ringVerify('text', ringSign('text', keyRing(BOTH, 'a')), keyRing(NEW, 'a'))).toBe(true);
    expect(ringVerify('text', signed.subarray(1), keyRing(OLD, 'a'))).toBe(false);
  });

  test('tickets of players, codes of halls, questions of checks and forms that are open stay good, and end with the old secret', async () => {
    const ticket = {
      sid: 1,
      mid: 2,
      aid: 3,
      src: 'LIVE' as const,
      len: 9,
      iat: now / 1000,
      exp: now / 1000 + 60,
      pid: 'x',
    };
    const token = signPlaybackTicket(ticket, playbackTicketKey(OLD));
    const code = makeCode(5, now, venueKey(OLD));
    const hall = { venueId: 5, linkVersion: 1 };
    const screen = makeScreenToken(hall, venueKey(OLD));
    const owner = { sessionId: 1, memberId: 2 };
    const check = checkToken(owner, { number: 1, at: 60 }, presenceCheckKey(OLD));
    const form = createFormTokens(OLD, false).open(undefined);
    const cookie = form.setCookie?.split(';')[0];
    const good = (secrets: string) => [
      verifyPlaybackTicket(token, playbackTicketKey(secrets), now).ok,
      readCode(code, now, venueKey(secrets)).ok,
      isScreenToken(screen, hall, venueKey(secrets)),
      readCheckToken(check, owner, presenceCheckKey(secrets)) !== null,
      createFormTokens(secrets, false).accepts(cookie, form.token),
    ];
    expect(good(BOTH)).toEqual([true, true, true, true, true]);
    expect(good(NEW)).toEqual([false, false, false, false, false]);
  });

  test('the private key of an open secret vote opens with an older secret of the list', async () => {
    const { privateKey } = await makeBallotKeys(OLD);
    await expect(openPrivateKey(privateKey, BOTH)).resolves.toBeDefined();
    await expect(openPrivateKey(privateKey, NEW)).rejects.toThrow();
    await expect(openPrivateKey((await makeBallotKeys(BOTH)).privateKey, NEW)).resolves.toBeDefined();
  });
});
