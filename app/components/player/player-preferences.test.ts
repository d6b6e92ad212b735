import { expect, test } from '@jest/globals';
import { DEFAULT_PREFERENCES, parsePreferences } from './player-preferences';

test.each([[null], ['rubbish'], ['null'], ['[]'], ['{"volume":7,"speed":3,"quality":"720"}']])(
  '%p gives the defaults',
  (text) => {
    expect(parsePreferences(text)).toEqual(DEFAULT_PREFERENCES);
  },
);

test('what was chosen comes back', () => {
  const chosen = { volume: 0.4, muted: true, speed: 1.25, captions: false, audioOnly: true, quality: 480 };
  expect(parsePreferences(JSON.stringify(chosen))).toEqual(chosen);
});
