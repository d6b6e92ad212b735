import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { giftMessage } from './gift-errors';
import { MAX_GIFT_BYTES, parseGift, parseGiftBytes } from './parse-gift';

const sample = readFileSync(path.resolve('content/questions.gift'));
const only = (text: string) => {
  const { questions, problems } = parseGift(text);
  expect(problems).toEqual([]);
  expect(questions).toHaveLength(1);
  return questions[0];
};

describe('the sample bank', () => {
  const { questions, problems } = parseGiftBytes(sample);
  const byCode = new Map(questions.map((question) => [question.code, question]));

  test('is read whole', () => {
    expect(problems).toEqual([]);
    expect(questions).toHaveLength(25);
    const kinds = Object.fromEntries(
      ['SINGLE', 'MULTIPLE', 'TRUE_FALSE', 'NUMERIC', 'SHORT_ANSWER', 'MATCHING', 'ESSAY'].map((kind) => [
        kind,
        questions.filter((question) => question.kind === kind).length,
      ]),
    );
    expect(kinds).toEqual({
      SINGLE: 10,
      MULTIPLE: 2,
      TRUE_FALSE: 6,
      NUMERIC: 3,
      SHORT_ANSWER: 1,
      MATCHING: 2,
      ESSAY: 1,
    });
    expect([...new Set(questions.map((question) => question.category))]).toEqual(
      ['nhan-thuc', 'an-ninh', 'nen-tang', 'ngoai-nuoc', 'tu-luan'].map((name) => `mau/chuyen-doi-so/${name}`),
    );
  });
  test.each([
    ['NT04', 20, { answer: false, wrongFeedback: 'Đảng viên ngoài nước là người hưởng lợi rõ nhất.' }],
    ['NT05', 22, { weights: [3333333, 3333333, 3333333, -5000000, -5000000] }],
    ['DC05', 98, { accepted: [{ low: '80', high: '80', shown: '80', weight: 10_000_000, feedback: '' }] }],
  ])('%s stands on line %d with its key', (code, line, key) => {
    expect(byCode.get(code)).toMatchObject({ line, key });
  });
});

describe('forms of a question', () => {
  test.each([
    [
      'true with both feedbacks',
      '::a:: Đúng? {T#sai rồi#đúng rồi####chung}',
      {
        kind: 'TRUE_FALSE',
        key: { answer: true, wrongFeedback: 'sai rồi', rightFeedback: 'đúng rồi', general: 'chung' },
      },
    ],
    [
      'numeric range',
      '::a:: Mấy? {#1..5}',
      { kind: 'NUMERIC', key: { accepted: [{ low: '1', high: '5', shown: '1..5' }] } },
    ],
    ['numeric range with decimals', '::a:: Mấy? {#1.5..2.5}', { key: { accepted: [{ low: '1.5', high: '2.5' }] } }],
    [
      'numeric tolerance',
      '::a:: Pi? {#3.1415:0.0005}',
      { key: { accepted: [{ low: '3.141', high: '3.142', shown: '3.1415' }] } },
    ],
    [
      'several numbers',
      '::a:: Mấy? {#=3:0 =%50%3:2#gần đúng}',
      {
        key: {
          accepted: [
            { low: '3', weight: 10_000_000 },
            { low: '1', high: '5', weight: 5_000_000, feedback: 'gần đúng' },
          ],
        },
      },
    ],
    [
      'several spellings',
      '::a:: Ai? {=Hồ Chí Minh =%80%Bác Hồ}',
      { kind: 'SHORT_ANSWER', key: { accepted: [{ text: 'Hồ Chí Minh' }, { text: 'Bác Hồ', weight: 8_000_000 }] } },
    ],
    [
      'partly right choice',
      '::a:: Gì? {=A ~%50%B ~C}',
      { kind: 'SINGLE', key: { weights: [10_000_000, 5_000_000, 0] } },
    ],
    [
      'matching with a distractor',
      '::a:: Nối {=a -> 1 =b -> 2 = -> 3}',
      { kind: 'MATCHING', content: { lefts: ['a', 'b'], rights: ['1', '2', '3'] }, key: { pairs: [0, 1] } },
    ],
    [
      'matching that shares a right side',
      '::a:: Nối {=a -> x =b -> x}',
      { content: { rights: ['x'] }, key: { pairs: [0, 0] } },
    ],
    ['essay', '::a:: Viết {}', { kind: 'ESSAY' }],
    ['missing word', '::a:: Thủ đô là {=Hà Nội ~Huế} của nước ta.', { stem: 'Thủ đô là _____ của nước ta.' }],
    [
      'escapes',
      '::a\\:b:: 1 \\= 1 \\{tập\\} \\~ \\# \\\\ {=\\=đúng ~sai\\~}',
      { code: 'a:b', stem: '1 = 1 {tập} ~ # \\', content: { choices: ['=đúng', 'sai~'] } },
    ],
    ['wanted line breaks', '::a:: dòng một\\ndòng hai {T}', { stem: 'dòng một\ndòng hai' }],
    [
      'html markers',
      '::a::[html]<p>Nước <b>ta</b> &amp; bạn</p> {=[html]<i>A</i> ~[html]B&lt;C}',
      { stem: 'Nước ta & bạn', content: { choices: ['A', 'B<C'] } },
    ],
    ['comments inside', '// trước\n::a:: Gì?\n// giữa {\n{\n=A\n// ~X\n~B\n}', { content: { choices: ['A', 'B'] } }],
    ['a blank line inside the braces', '::a:: Gì? {\n=A\n\n~B\n}', { kind: 'SINGLE' }],
    ['a mark of the byte order and Windows line ends', '\uFEFF::a:: Gì? {\r\n=A\r\n~B\r\n}\r\n', { kind: 'SINGLE' }],
    ['no title', 'Gì? {T}', { code: expect.stringMatching(/^q-[0-9a-f]{12}$/) }],
    ['Moodle category prefix', '$CATEGORY: $course$/top/Chung/Luật\n\n::a:: Gì? {T}', { category: 'Chung/Luật' }],
  ])('%s', (_name, text, expected) => {
    expect(only(text)).toMatchObject(expected);
  });

  test('text in NFD is stored in NFC', () => {
    expect(only('::a:: Đảng viên? {=Đúng ~Sai}'.normalize('NFD'))).toMatchObject({ stem: 'Đảng viên?' });
  });
});

describe('what is wrong is said with its line, and the rest is read', () => {
  const good = '\n\n::sau:: Vẫn đọc được? {T}\n';
  test.each([
    ['UNCLOSED_BRACE', '::a:: Gì? {\n=A\n~B', 1],
    ['UNCLOSED_TITLE', '\n::a Gì? {T}', 2],
    ['NO_ANSWERS', '::a:: Không có đáp án', 1],
    ['NO_STEM', '::a:: {T}', 1],
    ['STRAY_BRACE', '::a:: Gì } {T}', 1],
    ['STRAY_BRACE', '::a:: Gì? {=A {x} ~B}', 1],
    ['TEXT_BEFORE_ANSWERS', '::a:: Gì? {có lẽ =A ~B}', 1],
    ['EMPTY_CHOICE', '::a:: Gì? {\n=A\n~\n}', 3],
    ['REPEATED_CHOICE', '::a:: Gì? {=A ~A}', 1],
    ['TOO_FEW_CHOICES', '::a:: Gì? {~%100%A}', 1],
    ['TOO_MANY_CHOICES', `::a:: Gì? {=A ${Array.from({ length: 20 }, (_, i) => `~${i}`).join(' ')}}`, 1],
    ['NO_RIGHT_CHOICE', '::a:: Gì? {~A ~B}', 1],
    ['BAD_WEIGHT', '::a:: Gì? {\n~%năm%A\n~B}', 2],
    ['BAD_WEIGHT', '::a:: Gì? {~%150%A ~B}', 1],
    ['WEIGHTS_NOT_100', '::a:: Gì? {~%50%A ~%30%B ~%-10%C}', 1],
    ['BAD_NUMBER', '::a:: Mấy? {#ba}', 1],
    ['BAD_NUMBER', '::a:: Mấy? {#3:-1}', 1],
    ['BAD_RANGE', '::a:: Mấy? {#5..1}', 1],
    ['NO_FULL_ANSWER', '::a:: Ai? {=%50%Bác}', 1],
    ['WILDCARD', '::a:: Ai? {=Hồ*}', 1],
    ['MIXED_MATCHING', '::a:: Nối {=a -> 1 =b}', 1],
    ['TOO_FEW_PAIRS', '::a:: Nối {=a -> 1}', 1],
    ['EMPTY_PAIR', '::a:: Nối {=a -> 1 =b ->}', 1],
    ['REPEATED_LEFT', '::a:: Nối {=a -> 1 =a -> 2}', 1],
    ['TOO_LONG', `::a:: ${'x'.repeat(20_001)} {T}`, 1],
    ['BAD_CATEGORY', '$CATEGORY:\n\n::a:: Gì? {T}', 1],
    ['REPEATED_CODE', '::a:: Một {T}\n\n::a:: Hai {T}', 3],
  ])('%s: %j', (code, text, line) => {
    const { questions, problems } = parseGift(text + good);
    expect(problems.map((problem) => ({ code: problem.code, line: problem.line }))).toEqual([{ code, line }]);
    expect(questions.map((question) => question.code)).toContain('sau');
    expect(giftMessage(problems[0] ?? { code: 'EMPTY', params: {} })).not.toMatch(/\{\{/);
  });

  test.each([
    ['EMPTY', new TextEncoder().encode('// chỉ có ghi chú\n')],
    ['NOT_TEXT', new Uint8Array([0x50, 0x4b, 3, 4, 0xff, 0xff])],
    ['NOT_TEXT', new TextEncoder().encode('::a:: \u0000 {T}')],
    ['TOO_LARGE', new Uint8Array(MAX_GIFT_BYTES + 1)],
  ])('a file as a whole: %s', (code, bytes) => {
    expect(parseGiftBytes(bytes)).toMatchObject({ questions: [], problems: [{ line: 1, code }] });
  });

  test('UTF-16 as Windows Notepad saves it', () => {
    const bytes = Buffer.from('\uFEFF::a:: Đúng? {T}', 'utf16le');
    expect(parseGiftBytes(bytes).questions).toMatchObject([{ stem: 'Đúng?' }]);
  });
});

describe('whatever the file says', () => {
  const pieces = fc.constantFrom(
    '::',
    '{',
    '}',
    '=',
    '~',
    '#',
    '####',
    '%50%',
    '%',
    '->',
    '\\',
    '\n',
    '\n\n',
    '//',
    '$CATEGORY:',
    'T',
    'câu',
    '1..2',
    ':',
    '[html]<b>',
    '&#0;',
  );
  const gift = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );

  test('nothing is thrown, codes are unique, lines lie in the file', () => {
    fc.assert(
      fc.property(gift, (text) => {
        const { questions, problems } = parseGift(text);
        const lines = text.replace(/\r\n?/g, '\n').split('\n').length;
        expect(questions.length + problems.length).toBeGreaterThan(0);
        expect(new Set(questions.map((question) => question.code)).size).toBe(questions.length);
        for (const { line } of [...questions, ...problems]) expect(line >= 1 && line <= lines).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('bytes of any kind get an answer', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => parseGiftBytes(bytes).problems.length >= 0));
  });

  test('reading is linear: a hostile file of 2 MB takes no longer than a few seconds', () => {
    const started = performance.now();
    for (const piece of ['::', '{', '=~', '<', '\\', '%%', '$CATEGORY:a\n', '->='])
      parseGift(`::a:: x {${piece.repeat(250_000)}`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
