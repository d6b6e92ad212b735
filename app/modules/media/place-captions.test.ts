import { expect, test } from '@jest/globals';
import { placeCaptions } from './place-captions';

const cues = [
  { start: 1_000, end: 3_000, text: 'Một' },
  { start: 19_000, end: 21_500, text: 'Hai' },
  { start: 40_000, end: 42_000, text: 'Ba' },
  { start: 95_000, end: 97_000, text: 'Bốn' },
];

test('trimmed, captions stay with their words; trimmed back, all are there again', () => {
  const { shown, hidden } = placeCaptions(cues, 0, { liveOffset: 20, seconds: 70 });
  expect(shown).toEqual([
    { start: 0, end: 1_500, text: 'Hai' },
    { start: 20_000, end: 22_000, text: 'Ba' },
  ]);
  expect(hidden.map(({ text }) => text)).toEqual(['Một', 'Bốn']);
  expect(placeCaptions(cues, 0, { liveOffset: 0, seconds: 100 })).toEqual({ shown: cues, hidden: [] });
});

test('written for a trimmed recording, they move when it grows at its beginning', () => {
  const { shown } = placeCaptions(cues.slice(0, 1), 20, { liveOffset: 0, seconds: 100 });
  expect(shown).toEqual([{ start: 21_000, end: 23_000, text: 'Một' }]);
});
