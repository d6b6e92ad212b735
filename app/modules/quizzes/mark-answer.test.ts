import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDecimals, compareDecimals, formatDecimal, negateDecimal, parseDecimal, readNumbers } from './decimal';
import { FULL_MARK, isPassed, markAnswer, matchesSpelling, scoreInBasisPoints } from './mark-answer';
import { parseGift } from './parse-gift';
import type { QuestionBody, StoredAnswer } from './question-types';

const question = (text: string): QuestionBody => {
  const [found] = parseGift(`::a:: ${text}`).questions;
  if (!found) throw new Error(`no question in ${text}`);
  return found;
};
const three = '{~%33.33333%A ~%33.33333%B ~%33.33333%C ~%-50%D ~%-50%E}';

test.each<[string, string, StoredAnswer | null, number | null]>([
  ['right choice', '{=A ~B}', { choice: 0 }, 1000],
  ['wrong choice', '{=A ~B}', { choice: 1 }, 0],
  ['partly right choice', '{=A ~%33.33333%B ~C}', { choice: 1 }, 333],
  ['choice that does not exist', '{=A ~B}', { choice: 7 }, 0],
  ['no answer', '{=A ~B}', null, 0],
  ['answer taken back', '{=A ~B}', {}, 0],
  ['answer of another kind', '{=A ~B}', { text: 'A' }, 0],
  ['all three thirds are a whole point', three, { choices: [0, 1, 2] }, 1000],
  ['one third', three, { choices: [1] }, 333],
  ['two thirds', three, { choices: [0, 2] }, 667],
  ['one wrong choice costs', three, { choices: [0, 1, 3] }, 167],
  ['never below zero', three, { choices: [0, 3, 4] }, 0],
  ['everything chosen', three, { choices: [0, 1, 2, 3, 4] }, 0],
  ['the same choice twice counts once', three, { choices: [0, 0, 0] }, 333],
  ['three times 33,3 % is a whole point', '{~%33.3%A ~%33.3%B ~%33.3%C ~D}', { choices: [0, 1, 2] }, 1000],
  ['true', '{T}', { value: true }, 1000],
  ['false', '{T}', { value: false }, 0],
  ['exact number', '{#3:0}', { text: '3' }, 1000],
  ['number with zeros', '{#3:0}', { text: ' 3,00 ' }, 1000],
  ['other number', '{#3:0}', { text: '3,0001' }, 0],
  ['edge of the tolerance, without binary fractions', '{#0.3:0.1}', { text: '0,4' }, 1000],
  ['beyond the tolerance', '{#0.3:0.1}', { text: '0,4000001' }, 0],
  ['Vietnamese thousands', '{#1931097.5:0}', { text: '1.931.097,50' }, 1000],
  ['a thousand with a dot', '{#1000:0}', { text: '1.000' }, 1000],
  ['percent sign', '{#80:0}', { text: '80%' }, 1000],
  ['negative with a real minus', '{#-5:0}', { text: '−5' }, 1000],
  ['range', '{#1..5}', { text: '5' }, 1000],
  ['words for a number', '{#3:0}', { text: 'ba' }, 0],
  ['best of several numbers', '{#=3:0 =%50%3:2}', { text: '4' }, 500],
  ['case and spaces', '{=nhật ký}', { text: '  NHẬT   KÝ ' }, 1000],
  ['NFD', '{=nhật ký}', { text: 'nhật ký'.normalize('NFD') }, 1000],
  ['tone placement', '{=hòa bình}', { text: 'hoà bình' }, 1000],
  ['final full stop', '{=nhật ký}', { text: 'Nhật ký.' }, 1000],
  ['diacritics are significant', '{=nhật ký}', { text: 'nhat ky' }, 0],
  ['unless an accepted spelling has none', '{=nhật ký =nhat ky}', { text: 'Nhat Ky' }, 1000],
  ['other word', '{=nhật ký =nhat ky}', { text: 'sổ tay' }, 0],
  ['spelling worth less', '{=Hồ Chí Minh =%80%Bác Hồ}', { text: 'bác hồ' }, 800],
  ['empty text', '{=A}', { text: '  ' }, 0],
  ['all pairs', '{=a -> 1 =b -> 2 =c -> 3}', { pairs: [0, 1, 2] }, 1000],
  ['one pair of three', '{=a -> 1 =b -> 2 =c -> 3}', { pairs: [0, 2, 1] }, 333],
  ['two of three', '{=a -> 1 =b -> 2 =c -> 3}', { pairs: [0, 1, null] }, 667],
  ['no pair', '{=a -> 1 =b -> 2}', { pairs: [null, null] }, 0],
  ['essay is read by a person', '{}', { text: 'bài' }, null],
])('%s', (_name, gift, answer, mark) => {
  expect(markAnswer(question(`Hỏi? ${gift}`), answer)).toBe(mark);
});

test.each([
  ['đ counts as a letter of its own', 'đảng', 'dảng', false],
  ['accepted without diacritics takes đ for d', 'dang', 'đảng', true],
  ['nothing is nothing', '', '', false],
])('spelling: %s', (_name, accepted, typed, matches) => {
  expect(matchesSpelling(accepted, typed)).toBe(matches);
});

describe('passing is exact', () => {
  test.each([
    [7000, 10_000, 7000, true],
    [6999, 10_000, 7000, false],
    [0, 0, 0, false],
    [0, 10_000, 0, true],
    [667, 1000, 6670, true],
  ])('%d of %d at %d basis points: %s', (score, max, pass, passed) => expect(isPassed(score, max, pass)).toBe(passed));

  test('the rounded share never says passed where the marks do not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 10_000 }),
        (raw, count, pass) => {
          const max = count * FULL_MARK;
          const score = Math.min(raw, max);
          expect(scoreInBasisPoints(score, max) >= pass).toBe(isPassed(score, max, pass));
        },
      ),
    );
  });
});

describe('any answer to any question', () => {
  const bodies = ['{=A ~B ~%25%C}', three, '{T}', '{#3:1}', '{=một =hai}', '{=a -> 1 =b -> 2}'].map((gift) =>
    question(`Hỏi? ${gift}`),
  );
  const answer: fc.Arbitrary<StoredAnswer> = fc.record(
    {
      choice: fc.integer({ min: -2, max: 9 }),
      choices: fc.array(fc.integer({ min: -2, max: 9 })),
      value: fc.boolean(),
      text: fc.string({ unit: 'binary' }),
      pairs: fc.array(fc.option(fc.integer({ min: -2, max: 9 }))),
    },
    { requiredKeys: [] },
  );
  test('is a whole number from 0 to 1000', () => {
    fc.assert(
      fc.property(fc.constantFrom(...bodies), answer, (body, given) => {
        const mark = markAnswer(body, given);
        expect(Number.isInteger(mark) && (mark ?? -1) >= 0 && (mark ?? 9999) <= FULL_MARK).toBe(true);
      }),
    );
  });
  test('a further right choice never costs, a further wrong one never gains', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4]), (choices) => {
        const body = question(`Hỏi? ${three}`);
        const mark = (list: number[]) => markAnswer(body, { choices: list }) ?? 0;
        for (const right of [0, 1, 2]) expect(mark([...choices, right])).toBeGreaterThanOrEqual(mark(choices));
        for (const wrong of [3, 4]) expect(mark([...choices, wrong])).toBeLessThanOrEqual(mark(choices));
      }),
    );
  });
});

describe('decimals', () => {
  const decimal = fc.record({
    units: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    scale: fc.integer({ min: 0, max: 12 }),
  });
  test('are written and read back the same', () => {
    fc.assert(
      fc.property(
        decimal,
        (value) => compareDecimals(parseDecimal(formatDecimal(value)) ?? { units: 1n, scale: 99 }, value) === 0,
      ),
    );
  });
  test('add and take away exactly', () => {
    fc.assert(
      fc.property(
        decimal,
        decimal,
        (a, b) => compareDecimals(addDecimals(addDecimals(a, b), negateDecimal(b)), a) === 0,
      ),
    );
  });
  test('reading what people type never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(readNumbers(text))));
  });
});
