import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentKey, encryptSegment, segmentIv } from './content-key';

describe('content keys', () => {
  test('is RFC 5869 HKDF over the secret, the asset and the period', () => {
    expect(contentKey('secret', 'asset', 3)).toEqual(
      Buffer.from(hkdfSync('sha256', 'secret', 'asset', 'hls-aes128:3', 16)),
    );
    expect(contentKey('secret', 'asset', 3)).toHaveLength(16);
  });

  test('differs by secret, asset and period', () => {
    const all = [
      contentKey('a', 'x', 0),
      contentKey('b', 'x', 0),
      contentKey('a', 'y', 0),
      contentKey('a', 'x', 1),
    ].map((k) => k.toString('hex'));
    expect(new Set(all).size).toBe(4);
  });

  test('the IV is the media sequence number, big-endian', () => {
    expect(segmentIv(0).toString('hex')).toBe('0'.repeat(32));
    expect(segmentIv(0x1234).toString('hex')).toBe(`${'0'.repeat(28)}1234`);
  });

  test('what was encrypted is decrypted by key and sequence number, as a player does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(100_000), (plain, sequence) => {
        const key = contentKey('s', 'p', 0);
        const decipher = createDecipheriv('aes-128-cbc', key, segmentIv(sequence));
        const back = Buffer.concat([decipher.update(encryptSegment(plain, key, sequence)), decipher.final()]);
        return back.equals(Buffer.from(plain));
      }),
    );
  });
});
