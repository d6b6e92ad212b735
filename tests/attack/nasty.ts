import fc from 'fast-check';

const NFD = 'Nguyễn Thị Bưởi'.normalize('NFD');

/** What people never type and attackers always do. None of it contains what an answer is searched for. */
export const NASTY = [
  ...[
    '',
    ' ',
    '\t\r\n',
    '\0',
    'a\0b',
    '%00',
    '\ud800',
    'x\udfff',
    '\ufeff',
    '\u202e',
    '\u200b',
    '\u0085',
    '😀'.repeat(50),
  ],
  ...[NFD, NFD.normalize('NFKD'), 'Ｎｇｕｙễｎ', 'ı', 'ß', 'ﬀ'],
  ...['0', '-1', '1.5', '1,5', '1e9', '1e309', 'NaN', 'Infinity', '-0', '00', '0x10', '٣', '２'],
  ...['2147483647', '2147483648', '-2147483649', '9007199254740993', '99999999999999999999', '1'.repeat(400)],
  ...["'", "' OR '1'='1", '1; DROP TABLE member--', "1'--", '\\', '\\x', '$1', '%', '_', '%%%', "') OR 1=1 --"],
  ...['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</textarea><svg onload=1>', '{{7*7}}', '#{7*7}'],
  ...['=1+1', '+cmd|calc', '@SUM(A1)', '-2+3', '\t=1', '=HYPERLINK("http://a")'],
  ...[
    '../../etc/passwd',
    '..\\..\\a',
    '/etc/passwd',
    '%2e%2e%2f',
    'file:///etc/passwd',
    '//evil.example',
    'javascript:alert(1)',
  ],
  ...[
    'true',
    'null',
    'undefined',
    '[]',
    '{}',
    '[object Object]',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ],
  ...[
    '2026-02-30',
    '2026-12-01',
    '0000-01-01',
    '9999-12-31',
    '275760-09-13',
    '2026-12-01T25:61',
    '31/02/2026',
    '00:00',
  ],
  ...[
    'en',
    'dark',
    'Asia/Ho_Chi_Minh',
    'Mars/Olympus',
    'a@b',
    'a@b\r\nBcc: c@d',
    '+84 90',
    'x'.repeat(300),
    'ữ'.repeat(5_000),
  ],
] as const;

export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.integer().map(String) },
  { weight: 1, arbitrary: fc.double().map(String) },
);

/** One change of a good text: characters cut, doubled, swapped or put in. */
export const mutated = (good: fc.Arbitrary<string>, foreign: fc.Arbitrary<string> = nastyText): fc.Arbitrary<string> =>
  fc
    .tuple(good, fc.nat(), fc.nat(12), fc.oneof(fc.constant(''), foreign, fc.string({ maxLength: 4 })))
    .map(([text, at, length, put]) => {
      const from = text.length === 0 ? 0 : at % (text.length + 1);
      return text.slice(0, from) + put + text.slice(from + length);
    });

/** The same for bytes, several changes at once. */
export const mutatedBytes = (good: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      good,
      fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.uint8Array({ maxLength: 6 })), { minLength: 1, maxLength: 6 }),
    )
    .map(([bytes, changes]) =>
      changes.reduce((now, [at, length, put]) => {
        const from = at % (now.length + 1);
        return Buffer.concat([now.subarray(0, from), put, now.subarray(from + length)]);
      }, bytes),
    );

export const someBytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
