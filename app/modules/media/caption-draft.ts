import { CAPTIONS_MAX_CUES } from './schema';

// Captions while they are being edited: times as they were typed, so that nothing is lost by an error in them. Pure and browser-safe.

export interface DraftCue {
  start: string;
  end: string;
  text: string;
}

/** Milliseconds. */
export interface TimedText {
  start: number;
  end: number;
  text: string;
}

export const CUES_A_PAGE = 30;
/** Words of a cue that was just added; it must be overwritten. */
export const NEW_CUE_TEXT = '…';
const NEW_CUE_MS = 3_000;
const LONGEST_TEXT = 1_000;

/** 1:02:03,500 · 02:03.5 · 63: hours and minutes may be left out; a comma or a point before the fraction. Null: no time. */
export function readCueTime(text: string): number | null {
  const match = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,2})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const [hours, minutes, seconds] = [Number(match[1] ?? 0), Number(match[2] ?? 0), Number(match[3])];
  if ((match[1] !== undefined && minutes > 59) || (match[2] !== undefined && seconds > 59)) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((match[4] ?? '').padEnd(3, '0'));
}

/** 0:02:03,500 */
export function cueTime(ms: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const whole = Math.floor(ms / 1000);
  const clock = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return `${clock},${String(Math.round(ms % 1000)).padStart(3, '0')}`;
}

export const draftOf = (cues: readonly TimedText[]): DraftCue[] =>
  cues.map(({ start, end, text }) => ({ start: cueTime(start), end: cueTime(end), text }));

export type CueChange =
  | { type: 'edit'; index: number; change: Partial<DraftCue> }
  | { type: 'add'; index: number }
  | { type: 'remove'; index: number }
  /** At a place in the text; without one in its middle. */
  | { type: 'split'; index: number; at?: number }
  /** With the one that follows. */
  | { type: 'merge'; index: number };

/** The list after one change; the same list when it makes no sense. */
export function changeCues(cues: readonly DraftCue[], change: CueChange): DraftCue[] {
  const { index } = change;
  const cue = cues[index];
  const before = cues.slice(0, index);
  const after = cues.slice(index + 1);
  if (change.type === 'add') {
    if (cues.length >= CAPTIONS_MAX_CUES) return [...cues];
    return [...cues.slice(0, index + 1), newCue(cue, cues[index + 1]), ...cues.slice(index + 1)];
  }
  if (!cue) return [...cues];
  if (change.type === 'edit') return [...before, { ...cue, ...change.change }, ...after];
  if (change.type === 'remove') return [...before, ...after];
  if (change.type === 'split') return [...before, ...splitCue(cue, change.at), ...after];
  const [next, ...rest] = after;
  if (!next) return [...cues];
  return [
    ...before,
    { start: cue.start, end: next.end, text: `${cue.text.trim()} ${next.text.trim()}`.trim() },
    ...rest,
  ];
}

/** Behind a cue and before the next, as far as there is room. */
function newCue(before: DraftCue | undefined, next: DraftCue | undefined): DraftCue {
  const start = before ? (readCueTime(before.end) ?? 0) : 0;
  const limit = next ? readCueTime(next.start) : null;
  const end = limit !== null && limit > start ? Math.min(limit, start + NEW_CUE_MS) : start + NEW_CUE_MS;
  return { start: cueTime(start), end: cueTime(end), text: NEW_CUE_TEXT };
}

/** Between two words, the time shared by how much each half says. */
function splitCue(cue: DraftCue, at = Math.floor(cue.text.length / 2)): DraftCue[] {
  const [start, end] = [readCueTime(cue.start), readCueTime(cue.end)];
  if (start === null || end === null || end - start < 2) return [cue];
  const gaps = [...cue.text.matchAll(/\s+/g)].map(({ index, 0: gap }) => ({ from: index, to: index + gap.length }));
  const inside = gaps.filter(({ from, to }) => from > 0 && to < cue.text.length);
  const [gap] = inside.sort((a, b) => Math.abs(a.from - at) - Math.abs(b.from - at));
  if (!gap) return [cue];
  const [first, second] = [cue.text.slice(0, gap.from), cue.text.slice(gap.to)];
  const share = first.length / (first.length + second.length);
  const middle = cueTime(Math.min(end - 1, Math.max(start + 1, Math.round(start + (end - start) * share))));
  return [
    { start: cue.start, end: middle, text: first },
    { start: middle, end: cue.end, text: second },
  ];
}

export interface CueProblem {
  index: number;
  field: keyof DraftCue;
  /** Vietnamese, a key of the translation. */
  message: string;
}

const MESSAGES = {
  time: 'Mốc chưa đúng dạng, ví dụ 0:01:05,500.',
  order: 'Mốc kết thúc phải sau mốc bắt đầu.',
  late: 'Câu bắt đầu sau khi bản ghi đã hết.',
  empty: 'Câu chưa có chữ. Đồng chí nhập nội dung hoặc xóa câu này.',
  arrow: 'Câu không được chứa dấu “-->”.',
  long: 'Câu dài hơn 1.000 ký tự. Đồng chí tách thành nhiều câu.',
} as const;

/** What is wrong with each cue, and the cues in order when nothing is. */
export function checkCues(
  draft: readonly DraftCue[],
  seconds: number,
): { ok: true; cues: TimedText[] } | { ok: false; problems: CueProblem[] } {
  const problems: CueProblem[] = [];
  const cues = draft.map((cue, index) => {
    const [start, end] = [readCueTime(cue.start), readCueTime(cue.end)];
    const text = cue.text
      .normalize('NFC')
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('\n');
    const refuse = (field: keyof DraftCue, message: keyof typeof MESSAGES) =>
      problems.push({ index, field, message: MESSAGES[message] });
    if (start === null) refuse('start', 'time');
    else if (start >= seconds * 1000) refuse('start', 'late');
    if (end === null) refuse('end', 'time');
    else if (start !== null && end <= start) refuse('end', 'order');
    if (text === '' || text === NEW_CUE_TEXT) refuse('text', 'empty');
    else if (text.includes('-->')) refuse('text', 'arrow');
    else if (text.length > LONGEST_TEXT) refuse('text', 'long');
    return { start: start ?? 0, end: Math.min(end ?? 0, seconds * 1000), text };
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, cues: cues.sort((a, b) => a.start - b.start || a.end - b.end) };
}

/** The cue that is said at a moment, or the last one before it; −1: none yet. `cues` in order of their beginnings. */
export function cueAt(ms: number, cues: readonly DraftCue[]): number {
  let found = -1;
  for (let i = 0; i < cues.length; i += 1) {
    const start = readCueTime(cues[i]?.start ?? '');
    if (start !== null && start <= ms) found = i;
  }
  return found;
}

/** What somebody posted as a draft; null when it is none. */
export function readDraft(text: string): DraftCue[] | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || value.length > CAPTIONS_MAX_CUES) return null;
    const cues = value.map((one: Partial<DraftCue>) => ({
      start: String(one?.start ?? ''),
      end: String(one?.end ?? ''),
      text: String(one?.text ?? ''),
    }));
    return cues;
  } catch {
    return null;
  }
}
