import { expect, test } from '@jest/globals';
import { isAlarming, segmentAge } from './stream-alert';

const facts = {
  ...{ state: 'ON_AIR', lastSegmentAt: '2026-11-23T01:00:00.000Z', now: '2026-11-23T01:00:02.000Z', passedMs: 500 },
  stalled: false,
};

test('the age is the server’s, and goes on when the server is silent', () => {
  expect(segmentAge(facts)).toBe(2.5);
  expect(segmentAge({ ...facts, passedMs: 9_000 })).toBe(11);
  expect(segmentAge({ ...facts, lastSegmentAt: null })).toBeNull();
});

test.each([
  ['a running stream', {}, false],
  ['nothing for 10 seconds', { now: '2026-11-23T01:00:10.000Z', passedMs: 0 }, true],
  ['nothing, and the server does not answer either', { passedMs: 9_000 }, true],
  ['a pause', { state: 'PAUSED', passedMs: 60_000 }, false],
  ['no encoder at all', { lastSegmentAt: null, stalled: true }, true],
  ['just gone on air', { lastSegmentAt: null, stalled: false }, false],
])('red or not: %s', (_name, change, red) => {
  expect(isAlarming({ ...facts, ...change })).toBe(red);
});
