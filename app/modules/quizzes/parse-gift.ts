/**
 * Reads a question bank in Moodle's GIFT format. Never throws: everything wrong is a problem with its line, and the
 * questions around it are still read. Format: https://docs.moodle.org/en/GIFT_format (README lists what differs).
 */
import { createHash } from 'node:crypto';
import { readAnswers } from './gift-answers';
import { GiftError, type GiftErrorCode, type GiftProblem } from './gift-errors';
import { type GiftBlock, indexOfMark, indexOfUnescaped, readableText, splitBlocks } from './gift-text';
import type { QuestionBody } from './question-types';

export const MAX_GIFT_BYTES = 5 * 1024 * 1024;
export const MAX_QUESTIONS = 5_000;
const MAX_QUESTION_LENGTH = 20_000;
const MAX_CODE_LENGTH = 100;

export type ParsedQuestion = QuestionBody & { code: string; category: string; stem: string; line: number };
export type GiftFile = { questions: ParsedQuestion[]; problems: GiftProblem[] };

type Title = { code: string | null; bodyStart: number };

function readTitle(block: GiftBlock): Title {
  const start = block.text.length - block.text.trimStart().length;
  if (!block.text.startsWith('::', start)) return { code: null, bodyStart: start };
  const end = indexOfMark(block.text, '::', start + 2);
  if (end < 0) throw new GiftError('UNCLOSED_TITLE', block.offset);
  const code = readableText(block.text.slice(start + 2, end))
    .replace(/\s+/g, ' ')
    .slice(0, MAX_CODE_LENGTH);
  return { code: code === '' ? null : code, bodyStart: end + 2 };
}

function readQuestion(block: GiftBlock, title: Title, line: number): ParsedQuestion {
  const { text, offset, category } = block;
  if (text.length > MAX_QUESTION_LENGTH) throw new GiftError('TOO_LONG', offset, { limit: MAX_QUESTION_LENGTH });
  const open = indexOfUnescaped(text, '{}', title.bodyStart);
  if (open < 0) throw new GiftError('NO_ANSWERS', offset);
  if (text.charAt(open) === '}') throw new GiftError('STRAY_BRACE', offset + open);
  const close = indexOfUnescaped(text, '{}', open + 1);
  if (close < 0) throw new GiftError('UNCLOSED_BRACE', offset + open);
  if (text.charAt(close) === '{') throw new GiftError('STRAY_BRACE', offset + close);
  const stray = indexOfUnescaped(text, '{}', close + 1);
  if (stray >= 0) throw new GiftError('STRAY_BRACE', offset + stray);
  const before = text.slice(title.bodyStart, open);
  const after = readableText(text.slice(close + 1));
  // Text on both sides of the braces is GIFT's "missing word".
  const stem = after === '' ? readableText(before) : `${readableText(before)} _____ ${after}`.trim();
  if (stem === '') throw new GiftError('NO_STEM', offset);
  // A question without a title is known by its words: changed words make another question.
  const code = title.code ?? `q-${createHash('sha256').update(stem).digest('hex').slice(0, 12)}`;
  return { ...readAnswers(text.slice(open + 1, close), offset + open + 1), code, category, stem, line };
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** Parses text that is already decoded. Problems come in the order of the file. */
export function parseGift(source: string): GiftFile {
  const text = source
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC');
  const lineOf = lineFinder(text);
  const { blocks, badCategories } = splitBlocks(text);
  const questions: ParsedQuestion[] = [];
  const problems: GiftProblem[] = badCategories.map((offset) => ({
    line: lineOf(offset),
    question: null,
    code: 'BAD_CATEGORY',
    params: {},
  }));
  const seen = new Map<string, number>();
  for (const block of blocks) {
    if (questions.length + problems.length >= MAX_QUESTIONS) {
      problems.push({ line: lineOf(block.offset), question: null, code: 'TOO_MANY', params: { limit: MAX_QUESTIONS } });
      break;
    }
    const line = lineOf(block.offset);
    let title: Title | null = null;
    try {
      title = readTitle(block);
      const question = readQuestion(block, title, line);
      const earlier = seen.get(question.code);
      if (earlier !== undefined) throw new GiftError('REPEATED_CODE', block.offset, { line: earlier });
      seen.set(question.code, line);
      questions.push(question);
    } catch (error) {
      if (!(error instanceof GiftError)) throw error;
      problems.push({
        line: lineOf(error.offset),
        question: title?.code ?? null,
        code: error.code,
        params: error.params,
      });
    }
  }
  if (questions.length === 0 && problems.length === 0) problems.push(fileProblem('EMPTY'));
  return { questions, problems: problems.sort((a, b) => a.line - b.line) };
}

function fileProblem(code: GiftErrorCode, params: GiftProblem['params'] = {}): GiftProblem {
  return { line: 1, question: null, code, params };
}

/** Parses the bytes of an uploaded file: UTF-8, or UTF-16 with its mark as Windows Notepad may save it. */
export function parseGiftBytes(bytes: Uint8Array): GiftFile {
  const refuse = (problem: GiftProblem): GiftFile => ({ questions: [], problems: [problem] });
  if (bytes.byteLength > MAX_GIFT_BYTES)
    return refuse(fileProblem('TOO_LARGE', { limit: MAX_GIFT_BYTES / 1024 / 1024 }));
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(mark, { fatal: true }).decode(bytes);
  } catch {
    return refuse(fileProblem('NOT_TEXT'));
  }
  if (text.includes('\u0000')) return refuse(fileProblem('NOT_TEXT'));
  return parseGift(text);
}
