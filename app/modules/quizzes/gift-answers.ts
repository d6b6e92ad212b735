/** What stands between `{` and `}` of a GIFT question: finds the kind and builds content and key. */
import { addDecimals, compareDecimals, formatDecimal, negateDecimal, parseDecimal } from './decimal';
import { GiftError } from './gift-errors';
import { indexOfMark, indexOfUnescaped, readableText } from './gift-text';
import type { AcceptedNumber, QuestionBody } from './question-types';
import { WEIGHT_UNIT } from './question-types';

export const MAX_CHOICES = 20;
/** How far from 100 % the positive weights may add up: 3 × 33,3 % is what people write. */
const WEIGHT_SLACK = WEIGHT_UNIT / 1000;

/** One `=` or `~` entry. `weight` is null when none is written. */
type Entry = { right: boolean; text: string; raw: string; feedback: string; weight: number | null; offset: number };

function excerpt(text: string): string {
  const clean = text.trim().replace(/\s+/g, ' ');
  return clean.length > 40 ? `${clean.slice(0, 40)}…` : clean;
}

function readWeight(raw: string, offset: number): { weight: number | null; rest: string } {
  const match = /^\s*%([^%\n]{1,20})%/.exec(raw);
  if (!match) return { weight: null, rest: raw };
  const written = match[1] ?? '';
  const value = parseDecimal(written.replace(',', '.'));
  if (!value || value.scale > 5) throw new GiftError('BAD_WEIGHT', offset, { text: excerpt(written) });
  const weight = Number(value.units * 10n ** BigInt(5 - value.scale));
  if (Math.abs(weight) > WEIGHT_UNIT) throw new GiftError('BAD_WEIGHT', offset, { text: excerpt(written) });
  return { weight, rest: raw.slice(match[0].length) };
}

function readEntries(body: string, offset: number): Entry[] {
  const first = indexOfUnescaped(body, '=~');
  const before = first < 0 ? body : body.slice(0, first);
  if (before.trim() !== '') throw new GiftError('TEXT_BEFORE_ANSWERS', offset, { text: excerpt(before) });
  const entries: Entry[] = [];
  for (let at = first; at >= 0; ) {
    const next = indexOfUnescaped(body, '=~', at + 1);
    const piece = body.slice(at + 1, next < 0 ? undefined : next);
    const { weight, rest } = readWeight(piece, offset + at);
    const hash = indexOfUnescaped(rest, '#');
    const raw = hash < 0 ? rest : rest.slice(0, hash);
    entries.push({
      right: body.charAt(at) === '=',
      raw,
      text: readableText(raw),
      feedback: hash < 0 ? '' : readableText(rest.slice(hash + 1)),
      weight,
      offset: offset + at,
    });
    at = next;
  }
  return entries;
}

function readChoices(entries: Entry[], general: string): QuestionBody {
  const single = entries.some((entry) => entry.right);
  const last = entries.at(-1)?.offset ?? 0;
  if (entries.length > MAX_CHOICES) throw new GiftError('TOO_MANY_CHOICES', last, { limit: MAX_CHOICES });
  const seen = new Set<string>();
  for (const { text, offset } of entries) {
    if (text === '') throw new GiftError('EMPTY_CHOICE', offset);
    if (seen.has(text)) throw new GiftError('REPEATED_CHOICE', offset, { text: excerpt(text) });
    seen.add(text);
  }
  if (entries.length < 2) throw new GiftError('TOO_FEW_CHOICES', last);
  const weights = entries.map(({ weight, right }) => weight ?? (right ? WEIGHT_UNIT : 0));
  const positive = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  if (single ? !weights.includes(WEIGHT_UNIT) : positive === 0) throw new GiftError('NO_RIGHT_CHOICE', last);
  if (!single && Math.abs(positive - WEIGHT_UNIT) > WEIGHT_SLACK) {
    throw new GiftError('WEIGHTS_NOT_100', last, {
      sum: formatDecimal({ units: BigInt(positive), scale: 5 }).replace('.', ','),
    });
  }
  const key = { weights, feedback: entries.map((entry) => entry.feedback), general };
  return { kind: single ? 'SINGLE' : 'MULTIPLE', content: { choices: entries.map((entry) => entry.text) }, key };
}

function readMatching(entries: Entry[], general: string): QuestionBody {
  const pairs: { left: string; right: string }[] = [];
  const spare: string[] = [];
  for (const { raw, text, offset } of entries) {
    const arrow = indexOfMark(raw, '->');
    if (arrow < 0) throw new GiftError('MIXED_MATCHING', offset, { text: excerpt(text) });
    const left = readableText(raw.slice(0, arrow));
    const right = readableText(raw.slice(arrow + 2));
    if (right === '') throw new GiftError('EMPTY_PAIR', offset);
    if (pairs.some((pair) => pair.left === left)) throw new GiftError('REPEATED_LEFT', offset, { text: excerpt(left) });
    // Moodle's convention: a right side without a left one is a distractor.
    if (left === '') spare.push(right);
    else pairs.push({ left, right });
  }
  const last = entries.at(-1)?.offset ?? 0;
  if (entries.length > MAX_CHOICES) throw new GiftError('TOO_MANY_CHOICES', last, { limit: MAX_CHOICES });
  if (pairs.length < 2) throw new GiftError('TOO_FEW_PAIRS', last);
  // Sorted, so that the order of `content` says nothing about what belongs to what.
  const rights = [...new Set([...pairs.map((pair) => pair.right), ...spare])].sort();
  const content = { lefts: pairs.map((pair) => pair.left), rights };
  return { kind: 'MATCHING', content, key: { pairs: pairs.map((pair) => rights.indexOf(pair.right)), general } };
}

function readShortAnswers(entries: Entry[], general: string): QuestionBody {
  for (const { raw, text, offset } of entries) {
    if (text === '') throw new GiftError('EMPTY_CHOICE', offset);
    if (raw.includes('*')) throw new GiftError('WILDCARD', offset, { text: excerpt(text) });
  }
  const accepted = entries.map(({ text, weight, feedback }) => ({ text, weight: weight ?? WEIGHT_UNIT, feedback }));
  if (!accepted.some((answer) => answer.weight === WEIGHT_UNIT)) {
    throw new GiftError('NO_FULL_ANSWER', entries.at(-1)?.offset ?? 0);
  }
  return { kind: 'SHORT_ANSWER', content: {}, key: { accepted, general } };
}

function readNumber(text: string, offset: number): Pick<AcceptedNumber, 'low' | 'high' | 'shown'> {
  const wrong = () => new GiftError('BAD_NUMBER', offset, { text: excerpt(text) });
  const range = /^([^.]*(?:\.\d+)?)\.\.(.+)$/s.exec(text);
  if (range) {
    const low = parseDecimal(range[1] ?? '');
    const high = parseDecimal(range[2] ?? '');
    if (!low || !high) throw wrong();
    if (compareDecimals(low, high) > 0) throw new GiftError('BAD_RANGE', offset, { text: excerpt(text) });
    return {
      low: formatDecimal(low),
      high: formatDecimal(high),
      shown: `${formatDecimal(low)}..${formatDecimal(high)}`,
    };
  }
  const [written = '', slack = '0', ...more] = text.split(':');
  const value = parseDecimal(written);
  const tolerance = parseDecimal(slack);
  if (!value || !tolerance || tolerance.units < 0n || more.length > 0) throw wrong();
  return {
    low: formatDecimal(addDecimals(value, negateDecimal(tolerance))),
    high: formatDecimal(addDecimals(value, tolerance)),
    shown: formatDecimal(value),
  };
}

function readNumeric(body: string, offset: number, general: string): QuestionBody {
  const listed = /^\s*[=~]/.test(body);
  const hash = indexOfUnescaped(body, '#');
  const alone = {
    raw: hash < 0 ? body : body.slice(0, hash),
    feedback: hash < 0 ? '' : readableText(body.slice(hash + 1)),
  };
  const entries = listed ? readEntries(body, offset) : [{ ...alone, right: true, weight: null, offset }];
  const accepted = entries
    // `~` without a number holds the feedback for every wrong answer in Moodle's exports.
    .filter((entry) => entry.right || entry.raw.trim() !== '')
    .map(({ raw, weight, feedback, offset: at }) => ({
      ...readNumber(readableText(raw), at),
      weight: weight ?? WEIGHT_UNIT,
      feedback,
    }));
  if (!accepted.some((answer) => answer.weight === WEIGHT_UNIT)) throw new GiftError('NO_FULL_ANSWER', offset);
  return { kind: 'NUMERIC', content: {}, key: { accepted, general } };
}

/** Reads the text between the braces; `offset` is where it starts in the file. Throws GiftError only. */
export function readAnswers(text: string, offset: number): QuestionBody {
  const mark = indexOfMark(text, '####');
  const general = mark < 0 ? '' : readableText(text.slice(mark + 4));
  const body = mark < 0 ? text : text.slice(0, mark);
  const trimmed = body.trim();
  if (trimmed === '') return { kind: 'ESSAY', content: {}, key: { general } };
  const truth = /^(TRUE|T|FALSE|F)\s*(?=#|$)/i.exec(trimmed);
  if (truth) {
    const rest = trimmed.slice(truth[0].length + 1);
    const second = indexOfUnescaped(rest, '#');
    const wrongFeedback = readableText(second < 0 ? rest : rest.slice(0, second));
    const rightFeedback = second < 0 ? '' : readableText(rest.slice(second + 1));
    const answer = /^t/i.test(truth[0]);
    return { kind: 'TRUE_FALSE', content: {}, key: { answer, wrongFeedback, rightFeedback, general } };
  }
  if (trimmed.startsWith('#'))
    return readNumeric(body.slice(body.indexOf('#') + 1), offset + body.indexOf('#') + 1, general);
  const entries = readEntries(body, offset);
  if (entries.some((entry) => !entry.right)) return readChoices(entries, general);
  if (entries.some((entry) => indexOfMark(entry.raw, '->') >= 0)) return readMatching(entries, general);
  return readShortAnswers(entries, general);
}
