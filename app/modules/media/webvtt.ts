import { CAPTIONS_MAX_BYTES, CAPTIONS_MAX_CUES } from './schema';

/** Times in milliseconds. */
export interface Cue {
  start: number;
  end: number;
  text: string;
}

export type CaptionsVerdict =
  | { ok: true; cues: Cue[] }
  | { ok: false; message: string; params: Record<string, string | number> };

const refuse = (message: string, params: Record<string, string | number> = {}): CaptionsVerdict => ({
  ok: false,
  message,
  params,
});

/** 00:00:01.000, 00:01.000 and SubRip's 00:00:01,000. */
const TIME = /^(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})$/;

function milliseconds(text: string): number | null {
  const match = TIME.exec(text);
  if (!match) return null;
  return ((Number(match[1] ?? 0) * 60 + Number(match[2])) * 60 + Number(match[3])) * 1000 + Number(match[4]);
}

/** Text of a captions file: UTF-8, or UTF-16 when it says so. Null when it is neither. */
export function decodeCaptions(bytes: Uint8Array): string | null {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  try {
    return new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes).normalize('NFC');
  } catch {
    return null;
  }
}

/** What a person reads: no tags, no cue settings, no empty lines. */
function plainText(lines: string[]): string {
  return lines
    .map((line) =>
      line
        .replace(/<[^>]*>/g, '')
        .replace(/\{\\[^}]*\}/g, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
}

/**
 * Reads a WebVTT (or SubRip) file. Refusals are Vietnamese sentences with the line number the person sees in an editor.
 * `duration`: seconds of the lecture when it is known; captions that begin after its end are for another file.
 */
export function readCaptions(bytes: Uint8Array, duration: number | null): CaptionsVerdict {
  if (bytes.length === 0) return refuse('Tệp phụ đề trống. Đề nghị đồng chí chọn lại tệp.');
  if (bytes.length > CAPTIONS_MAX_BYTES)
    return refuse('Tệp phụ đề lớn hơn 2 MB. Đề nghị đồng chí kiểm tra xem có chọn nhầm tệp không.');
  const text = decodeCaptions(bytes);
  if (text === null || text.includes('\0')) {
    return refuse(
      'Tệp phụ đề không phải văn bản Unicode. Đề nghị đồng chí lưu lại tệp với bảng mã UTF-8 rồi tải lên lại.',
    );
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const vtt = /^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '');
  if (!vtt && !lines.slice(0, 20).some((line) => line.includes('-->'))) {
    return refuse('Tệp không phải phụ đề: dòng đầu phải là “WEBVTT”. Đề nghị đồng chí chọn tệp .vtt (hoặc .srt).');
  }
  const cues: Cue[] = [];
  let i = vtt ? 1 : 0;
  while (i < lines.length) {
    const line = lines[i] ?? '';
    if (/^(NOTE|STYLE|REGION)(?:[ \t]|$)/.test(line)) {
      while (i < lines.length && lines[i] !== '') i += 1;
      continue;
    }
    if (!line.includes('-->')) {
      i += 1;
      continue;
    }
    const number = i + 1;
    const [left = '', right = ''] = line.split('-->');
    const start = milliseconds(left.trim());
    const end = milliseconds(right.trim().split(/\s+/)[0] ?? '');
    if (start === null || end === null) {
      return refuse(
        'Dòng {{line}}: mốc thời gian không đúng dạng 00:00:00.000 --> 00:00:00.000. Đề nghị đồng chí sửa lại rồi tải lên lại.',
        { line: number },
      );
    }
    if (end <= start)
      return refuse(
        'Dòng {{line}}: thời điểm kết thúc không sau thời điểm bắt đầu. Đề nghị đồng chí sửa lại rồi tải lên lại.',
        { line: number },
      );
    if (duration !== null && start > duration * 1000) {
      return refuse('Dòng {{line}}: phụ đề bắt đầu sau khi bài giảng đã hết. Có thể đây là phụ đề của bài khác.', {
        line: number,
      });
    }
    const body: string[] = [];
    i += 1;
    while (i < lines.length && lines[i] !== '' && !(lines[i] ?? '').includes('-->')) {
      body.push(lines[i] ?? '');
      i += 1;
    }
    const words = plainText(body);
    if (words !== '') cues.push({ start, end, text: words });
    if (cues.length > CAPTIONS_MAX_CUES)
      return refuse('Tệp có hơn 20.000 dòng phụ đề. Đề nghị đồng chí kiểm tra xem có chọn nhầm tệp không.');
  }
  if (cues.length === 0) return refuse('Tệp phụ đề không có câu nào. Đề nghị đồng chí kiểm tra lại tệp.');
  return { ok: true, cues: cues.sort((a, b) => a.start - b.start || a.end - b.end) };
}

const clock = (ms: number): string => {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  return `${pad(Math.floor(ms / 3_600_000))}:${pad(Math.floor(ms / 60_000) % 60)}:${pad(Math.floor(ms / 1000) % 60)}.${pad(ms % 1000, 3)}`;
};

/** The stored form: WebVTT with nothing in it but times and words. */
export function writeCaptions(cues: Cue[]): string {
  return `WEBVTT\n\n${cues.map((cue, i) => `${i + 1}\n${clock(cue.start)} --> ${clock(cue.end)}\n${cue.text}\n`).join('\n')}`;
}
