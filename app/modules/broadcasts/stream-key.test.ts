import { expect, test } from '@jest/globals';
import { hashStreamKey, makeStreamKey } from './stream-key';

test('a key is 24 random bytes that an encoder’s settings take, and only its hash can be compared', () => {
  const made = Array.from({ length: 50 }, makeStreamKey);
  expect(new Set(made.map(({ key }) => key)).size).toBe(50);
  for (const { key, hash, hint } of made) {
    expect(key).toMatch(/^[\w-]{32}$/);
    expect(hash).toEqual(hashStreamKey(key));
    expect(hash).toHaveLength(32);
    expect(key.endsWith(hint)).toBe(true);
    expect(hash.toString('latin1')).not.toContain(key);
  }
});
