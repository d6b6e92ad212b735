import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CueChange,
  changeCues,
  checkCues,
  cueAt,
  cueTime,
  draftOf,
  readCueTime,
  readDraft,
} from './caption-draft';
import { readCaptions, writeCaptions } from './webvtt';

describe('times as people write them', () => {
  test.each([
    ['1:02:03,500', 3_723_500],
    ['02:03.5', 123_500],
    ['63', 63_000],
    [' 0:00:07,25 ', 7_250],
    ['0:61', null],
    ['1:60:00', null],
    ['một', null],
    ['', null],
    ['-1', null],
    ['1:2:3:4', null],
  ])('%p', (text, ms) => expect(readCueTime(text)).toBe(ms));

  test('what is shown is read back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 28_800_000 }), (ms) => readCueTime(cueTime(ms)) === ms));
  });
});

const cue = fc.record({
  start: fc.integer({ min: 0, max: 7_000_000 }),
  length: fc.integer({ min: 2, max: 9_000 }),
  text: fc.array(fc.stringMatching(/^[\p{Lu}\p{Ll}0-9,.]{1,12}$/u), { minLength: 1, maxLength: 9 }),
});
const list = fc
  .array(cue, { maxLength: 30 })
  .map((cues) =>
    draftOf(cues.map(({ start, length, text }) => ({ start, end: start + length, text: text.join(' ') }))),
  );
const words = (cues: { text: string }[]) => cues.flatMap(({ text }) => text.split(/\s+/));

describe('changes', () => {
  test('splitting and merging lose no word and no moment', () => {
    fc.assert(
      fc.property(list, fc.nat(29), fc.nat(60), (cues, index, at) => {
        fc.pre(index < cues.length);
        const split = changeCues(cues, { type: 'split', index, at });
        expect(words(split)).toEqual(words(cues));
        expect([split[index]?.start, split[split.length - cues.length + index]?.end]).toEqual([
          cues[index]?.start,
          cues[index]?.end,
        ]);
        if (split.length === cues.length) return expect(split).toEqual(cues);
        expect(split[index]?.end).toBe(split[index + 1]?.start);
        expect(changeCues(split, { type: 'merge', index })).toEqual(cues);
      }),
    );
  });

  test('a list that was sound stays sound, whatever is split, merged and removed', () => {
    const change = fc.record({ type: fc.constantFrom('split', 'merge', 'remove'), index: fc.nat(35) });
    fc.assert(
      fc.property(list, fc.array(change, { maxLength: 10 }), (cues, changes) => {
        const ordered = [...cues].sort((a, b) => (readCueTime(a.start) ?? 0) - (readCueTime(b.start) ?? 0));
        // Overlapping ones may be merged into one that ends before it began: that is said, not saved.
        fc.pre(
          ordered.every(
            ({ end }, i) => (readCueTime(end) ?? 0) <= (readCueTime(ordered[i + 1]?.start ?? '9:00:00') ?? 0),
          ),
        );
        const changed = changes.reduce((now, one) => changeCues(now, one as CueChange), ordered);
        expect(checkCues(changed, 8_000)).toMatchObject({ ok: true });
      }),
    );
  });

  test('a new one stands between its neighbours and has to be written', () => {
    const cues = draftOf([
      { start: 0, end: 2_000, text: 'Một' },
      { start: 3_500, end: 5_000, text: 'Hai' },
    ]);
    const added = changeCues(cues, { type: 'add', index: 0 });
    expect(added[1]).toMatchObject({ start: '0:00:02,000', end: '0:00:03,500' });
    expect(checkCues(added, 10)).toMatchObject({ ok: false, problems: [{ index: 1, field: 'text' }] });
    expect(changeCues([], { type: 'add', index: -1 })).toHaveLength(1);
    expect(changeCues(cues, { type: 'merge', index: 1 })).toEqual(cues);
    expect(changeCues(cues, { type: 'remove', index: 7 })).toEqual(cues);
  });
});

test('what is saved is what the file of captions would give', () => {
  fc.assert(
    fc.property(list, (cues) => {
      fc.pre(cues.length > 0);
      const checked = checkCues(cues, 8_000);
      if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
      expect(readCaptions(Buffer.from(writeCaptions(checked.cues)), 8_000)).toEqual({ ok: true, cues: checked.cues });
    }),
  );
});

test.each([
  ['no time', { start: 'x', end: '0:00:02', text: 'Câu' }, 'start'],
  ['after the end', { start: '0:02:00', end: '0:02:02', text: 'Câu' }, 'start'],
  ['ends before it begins', { start: '0:00:05', end: '0:00:05', text: 'Câu' }, 'end'],
  ['no words', { start: '0:00:05', end: '0:00:06', text: ' \n ' }, 'text'],
  ['an arrow', { start: '0:00:05', end: '0:00:06', text: 'a --> b' }, 'text'],
  ['too long', { start: '0:00:05', end: '0:00:06', text: 'a'.repeat(1_001) }, 'text'],
])('refused: %s', (_name, one, field) => {
  expect(checkCues([one], 100)).toMatchObject({ ok: false, problems: [{ index: 0, field }] });
});

test('the cue of a moment, and a draft that somebody else wrote', () => {
  const cues = draftOf([
    { start: 1_000, end: 2_000, text: 'Một' },
    { start: 3_000, end: 4_000, text: 'Hai' },
  ]);
  expect([0, 1_500, 2_500, 9_000].map((ms) => cueAt(ms, cues))).toEqual([-1, 0, 0, 1]);
  expect(readDraft(JSON.stringify(cues))).toEqual(cues);
  for (const rubbish of ['', '{}', 'x', '5']) expect(readDraft(rubbish)).toBeNull();
  expect(readDraft('[null, 7]')).toEqual([
    { start: '', end: '', text: '' },
    { start: '', end: '', text: '' },
  ]);
});
