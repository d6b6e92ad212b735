import { type KeyRing, keyRing, ringSign } from '~/platform/key-ring';
import { HANOI } from '~/platform/time';

/** Whoever holds a playback: an account, or a hall's screen. */
export interface MarkHolder {
  accountId: number;
  venueId: number;
  sessionId: number;
}

/** No I, L, O and U: read off a photograph of a screen, they would be taken for 1, 0 and V. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HANOI_DAY = new Intl.DateTimeFormat('en-CA', { timeZone: HANOI });

const markKey = (mediaSecret: string): KeyRing => keyRing(mediaSecret, 'watermark');

/**
 * The code on a picture: eight letters and digits (40 bits of an HMAC) that say holder, session and Hanoi's day to whoever has the notes of
 * key issues, and nothing to anybody else. The same all day, on every device.
 */
export function watermarkCode(holder: MarkHolder, nowMs: number, mediaSecret: string): string {
  const { accountId, venueId, sessionId } = holder;
  const text = `mark.${accountId}.${venueId}.${sessionId}.${HANOI_DAY.format(nowMs)}`;
  const bytes = ringSign(text, markKey(mediaSecret), 5);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let code = '';
  for (let i = 0; i < 8; i += 1) code = (LETTERS[Number((bits >> BigInt(5 * i)) & 31n)] ?? '') + code;
  return code;
}

/** What an inspector typed, as it is stored; null when it cannot be a code. Letters that are no part of it are read as what they look like. */
export function readWatermark(text: string): string | null {
  const code = text
    .toUpperCase()
    .replaceAll(/[\s.·-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('U', 'V');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ? code : null;
}
