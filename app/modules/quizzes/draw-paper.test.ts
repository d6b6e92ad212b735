import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DrawableQuestion, drawPaper } from './draw-paper';
import { paperQuestion, toStored, toWire } from './paper-view';
import type { QuestionKind } from './question-types';

const seed = (n: number) => n.toString(16).padStart(8, '0').repeat(8);
const bank = (sizes: number[], kind: QuestionKind = 'SINGLE'): DrawableQuestion[] =>
  sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, n) => ({
      id: group * 100 + n + 1,
      category: `nhom-${group}`,
      kind,
      choiceCount: 4,
      rightCount: 0,
    })),
  );
const perGroup = (paper: { questionId: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { questionId } of paper)
    counts[Math.floor(questionId / 100)] = (counts[Math.floor(questionId / 100)] ?? 0) + 1;
  return counts;
};

describe('drawing', () => {
  test('spreads evenly, the rest by lot', () => {
    const counts = Object.values(
      perGroup(drawPaper({ questions: bank([7, 6, 7, 4]), count: 10, plan: {}, seed: seed(1) })),
    );
    expect(counts.sort()).toEqual([2, 2, 3, 3]);
  });
  test('takes from the others what a small category lacks', () => {
    expect(perGroup(drawPaper({ questions: bank([1, 20, 20]), count: 11, plan: {}, seed: seed(2) }))).toEqual({
      0: 1,
      1: 5,
      2: 5,
    });
  });
  test('follows a plan', () => {
    const plan = { 'nhom-0': 3, 'nhom-2': 1 };
    expect(perGroup(drawPaper({ questions: bank([5, 5, 5]), count: 4, plan, seed: seed(3) }))).toEqual({ 0: 3, 2: 1 });
  });
  test('never draws an essay', () => {
    const questions = [...bank([3]), ...bank([9], 'ESSAY').map((each) => ({ ...each, id: each.id + 500 }))];
    expect(drawPaper({ questions, count: 10, plan: {}, seed: seed(4) })).toHaveLength(3);
  });
  test('the same seed draws the same paper, another seed another', () => {
    const draw = (n: number) => drawPaper({ questions: bank([9, 9]), count: 10, plan: {}, seed: seed(n) });
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });
  test('no question twice, each order a permutation, sizes as asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(),
        (sizes, count, n) => {
          const questions = bank(sizes);
          const paper = drawPaper({ questions, count, plan: {}, seed: seed(n) });
          expect(paper).toHaveLength(Math.min(count, questions.length));
          expect(new Set(paper.map((item) => item.questionId)).size).toBe(paper.length);
          for (const item of paper) expect([...item.choiceOrder].sort()).toEqual([0, 1, 2, 3]);
        },
      ),
    );
  });
});

describe('between the bank and the browser', () => {
  const item = { questionId: 1, choiceOrder: [2, 0, 1], rightOrder: [1, 0, 2] };
  test.each([
    ['SINGLE' as const, { choice: 0 }, { choice: 2 }],
    ['SINGLE' as const, { choice: null }, {}],
    ['MULTIPLE' as const, { choices: [0, 1] }, { choices: [0, 2] }],
    ['TRUE_FALSE' as const, { value: false }, { value: false }],
    ['NUMERIC' as const, { text: ' 3 ' }, { text: '3' }],
    ['MATCHING' as const, { pairs: [0, null, 2] }, { pairs: [null, 2, 1] }],
  ])('%s %j is stored as %j and comes back', (kind, wire, stored) => {
    expect(toStored(kind, item, wire)).toEqual(stored);
    const back = toWire(kind, item, stored);
    expect(toStored(kind, item, back)).toEqual(stored);
  });
  test.each([
    ['SINGLE' as const, { choice: 3 }],
    ['SINGLE' as const, { text: 'A' }],
    ['MULTIPLE' as const, { choices: [9] }],
    ['MATCHING' as const, { pairs: [0, 1] }],
    ['MATCHING' as const, { pairs: [0, 1, 9] }],
    ['ESSAY' as const, { text: 'bài' }],
  ])('%s refuses %j', (kind, wire) => {
    expect(toStored(kind, item, wire)).toBeNull();
  });
  test('shows choices in the order of the paper', () => {
    const shown = paperQuestion(
      1,
      item,
      { kind: 'SINGLE', stem: 'Gì?', content: { choices: ['A', 'B', 'C'] } },
      { choice: 2 },
      5,
    );
    expect(shown).toEqual({
      number: 1,
      kind: 'SINGLE',
      stem: 'Gì?',
      choices: ['C', 'A', 'B'],
      rights: ['B', 'A', 'C'].map(() => ''),
      answer: { choice: 0 },
      revision: 5,
    });
  });
});
