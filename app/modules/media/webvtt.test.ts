import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCaptions, writeCaptions } from './webvtt';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const one = 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500 align:start\n<v Báo cáo viên>Kính chào <i>các đồng chí</i>.\n';

describe('captions that people have', () => {
  test.each([
    ['plain', one],
    ['Windows line ends', one.replaceAll('\n', '\r\n')],
    ['byte order mark', `\uFEFF${one}`],
    ['short times', one.replaceAll('00:00:0', '00:0')],
    ['notes and styles', one.replace('\n\n1', ' - Bài 1\n\nNOTE dựng ngày 01/11\n\nSTYLE\n::cue { color: red }\n\n1')],
    ['SubRip', '1\n00:00:01,000 --> 00:00:02,500\nKính chào các đồng chí.\n'],
    ['decomposed letters', one.normalize('NFD')],
  ])('%s', (_name, text) => {
    expect(readCaptions(bytes(text), 90)).toEqual({
      ok: true,
      cues: [{ start: 1000, end: 2500, text: 'Kính chào các đồng chí.' }],
    });
  });

  test('UTF-16 from a Windows editor', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(one, 'utf16le')]);
    expect(readCaptions(utf16, 90).ok).toBe(true);
  });

  test('the sample lecture’s own captions', () => {
    const verdict = readCaptions(readFileSync('content/lecture/lecture.vi.vtt'), 89.76);
    expect(verdict.ok && verdict.cues).toHaveLength(17);
  });
});

describe('captions that are refused', () => {
  test.each([
    ['empty', '', 'Tệp phụ đề trống'],
    ['prose', 'Kính gửi các đồng chí', 'dòng đầu phải là “WEBVTT”'],
    ['no cue', 'WEBVTT\n\nNOTE gì đó\n', 'không có câu nào'],
    ['bad time', 'WEBVTT\n\n00:00:61.000 --> 00:00:62.000\nA', 'Dòng {{line}}: mốc thời gian'],
    ['end before start', 'WEBVTT\n\n00:00:05.000 --> 00:00:04.000\nA', 'không sau thời điểm bắt đầu'],
    ['another lecture', 'WEBVTT\n\n00:02:00.000 --> 00:02:04.000\nA', 'bài khác'],
    ['binary', '\0\0\0', 'UTF-8'],
  ])('%s', (_name, text, message) => {
    const verdict = readCaptions(bytes(text), 90);
    expect(verdict.ok === false && verdict.message).toContain(message);
  });

  test('the line number is the editor’s', () => {
    expect(readCaptions(bytes('WEBVTT\n\n1\nsai --> sai\nA'), null)).toMatchObject({ ok: false, params: { line: 4 } });
  });

  test('an old Vietnamese encoding', () => {
    expect(readCaptions(Buffer.from([...bytes('WEBVTT\n\n'), 0xe9, 0xf4]), null)).toMatchObject({ ok: false });
  });
});

test('what is written is read back', () => {
  const cue = fc.record({
    start: fc.nat(30_000_000),
    length: fc.integer({ min: 1, max: 10_000 }),
    text: fc.stringMatching(/^[a-zà-ỹđ0-9 .,]{1,40}$/),
  });
  fc.assert(
    fc.property(fc.array(cue, { minLength: 1, maxLength: 20 }), (list) => {
      const cues = list
        .map(({ start, length, text }) => ({ start, end: start + length, text: text.normalize('NFC').trim() }))
        .filter((c) => c.text !== '')
        .sort((a, b) => a.start - b.start || a.end - b.end);
      fc.pre(cues.length > 0);
      expect(readCaptions(bytes(writeCaptions(cues)), null)).toEqual({ ok: true, cues });
    }),
  );
});

test('any bytes get an answer, never an exception', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => typeof readCaptions(data, 90).ok === 'boolean'));
});
