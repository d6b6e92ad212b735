/** Draws a paper from a bank: which questions, in which order, with which order of choices. Pure. */
import { AUTO_MARKED_KINDS, type QuestionKind } from './question-types';
import { type Random, seededRandom, shuffled } from './seeded-random';

export type DrawableQuestion = {
  id: number;
  category: string;
  kind: QuestionKind;
  /** Choices of SINGLE and MULTIPLE, left sides of MATCHING; 0 otherwise. */
  choiceCount: number;
  /** Right sides of MATCHING; 0 otherwise. */
  rightCount: number;
};

/**
 * One question of a paper. `choiceOrder[p]` is the index in the bank's content of what stands at place p on the screen
 * (choices, or left sides); `rightOrder` the same for the right sides of a matching question.
 */
export type PaperItem = { questionId: number; choiceOrder: number[]; rightOrder: number[] };

/** {category → how many}; empty: evenly over the categories. */
export type DrawPlan = Record<string, number>;

export function isAutoMarked(kind: QuestionKind): boolean {
  return (AUTO_MARKED_KINDS as readonly QuestionKind[]).includes(kind);
}

/** Drawable questions by category, in the order of the category names. */
export function byCategory<T extends Pick<DrawableQuestion, 'category' | 'kind'>>(
  questions: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const question of questions) {
    if (!isAutoMarked(question.kind)) continue;
    groups.set(question.category, [...(groups.get(question.category) ?? []), question]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * How many to take from each category: per plan where there is one, else evenly. What does not divide falls to
 * categories by lot; what a small category cannot give is taken from the others.
 */
export function shareOut(
  available: Map<string, number>,
  count: number,
  plan: DrawPlan,
  random: Random,
): Map<string, number> {
  const planned = Object.keys(plan).length > 0;
  const shares = new Map<string, number>();
  for (const [category, size] of available) shares.set(category, planned ? Math.min(size, plan[category] ?? 0) : 0);
  if (planned) return shares;
  let left = count;
  while (left > 0) {
    const open = [...available]
      .filter(([category, size]) => (shares.get(category) ?? 0) < size)
      .map(([category]) => category);
    if (open.length === 0) break;
    for (const category of shuffled(open, random).slice(0, left)) {
      shares.set(category, (shares.get(category) ?? 0) + 1);
      left -= 1;
    }
  }
  return shares;
}

function order(size: number, random: Random): number[] {
  return shuffled(
    Array.from({ length: size }, (_, index) => index),
    random,
  );
}

/** The same seed and bank give the same paper. Fewer questions than asked when the bank has fewer. */
export function drawPaper(args: {
  questions: readonly DrawableQuestion[];
  count: number;
  plan: DrawPlan;
  seed: string;
}): PaperItem[] {
  const random = seededRandom(args.seed);
  const groups = byCategory(args.questions);
  const sizes = new Map([...groups].map(([category, questions]) => [category, questions.length]));
  const shares = shareOut(sizes, args.count, args.plan, random);
  const drawn = [...groups].flatMap(([category, questions]) => {
    const sorted = [...questions].sort((a, b) => a.id - b.id);
    return shuffled(sorted, random).slice(0, shares.get(category) ?? 0);
  });
  return shuffled(drawn, random).map(({ id, choiceCount, rightCount }) => ({
    questionId: id,
    choiceOrder: order(choiceCount, random),
    rightOrder: order(rightCount, random),
  }));
}
