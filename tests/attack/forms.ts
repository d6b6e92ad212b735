import fc from 'fast-check';
import type { Person } from '../access/matrix';
import { SAMPLE_BANK } from '../factories/quizzes';
import { HEADER, part, row, SHEET, SHEET_END, workbook, zip } from '../factories/spreadsheets';
import { mutatedBytes, nastyText, someBytes } from './nasty';

export interface Field {
  name: string;
  /** What a person could have sent: choices, what stands in it, or something fitting its type. */
  good: string[];
  file: boolean;
}
export interface Form {
  person: Person;
  /** Where it is sent to. */
  path: string;
  post: boolean;
  multipart: boolean;
  fields: Field[];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'" };
const plain = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag);
  return found ? plain(found[1] ?? '') : null;
}

const FITTING: Record<string, string[]> = {
  date: ['2026-12-01', '1970-01-02'],
  'datetime-local': ['2026-12-01T08:00'],
  time: ['08:00'],
  number: ['5', '1'],
  email: ['a@example.com'],
  text: ['Nội dung bình thường', 'Nguyễn Thị Bưởi'],
  checkbox: ['on'],
};

/** The forms of a page as it was answered, without scripts. */
export function formsOf(html: string, pagePath: string, person: Person): Form[] {
  const forms: Form[] = [];
  for (const [, head = '', inside = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
    const fields = new Map<string, Field>();
    const add = (name: string | null, good: string[], file = false) => {
      if (!name) return;
      const known = fields.get(name) ?? { name, good: [], file };
      known.good.push(...good);
      fields.set(name, known);
    };
    for (const [tag] of inside.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
      const type = attribute(tag, 'type') ?? 'text';
      const value = attribute(tag, 'value');
      add(attribute(tag, 'name'), value ? [value] : (FITTING[type] ?? FITTING.text ?? []), type === 'file');
    }
    for (const [tag] of inside.matchAll(/<textarea\b[^>]*>/gi)) add(attribute(tag, 'name'), FITTING.text ?? []);
    for (const [, tag = '', options = ''] of inside.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/gi)) {
      const values = [...options.matchAll(/<option\b[^>]*>/gi)].map(([option]) => attribute(option, 'value') ?? '');
      add(attribute(tag, 'name'), values);
    }
    const action = attribute(` ${head}`, 'action');
    forms.push({
      ...{ person, fields: [...fields.values()] },
      path: action ? new URL(action, `http://a${pagePath}`).href.slice('http://a'.length) : pagePath,
      post: /method="post"/i.test(head),
      multipart: /multipart\/form-data/i.test(head),
    });
  }
  return forms;
}

export interface Upload {
  fileName: string;
  type: string;
  bytes: Buffer;
}

const GOOD_FILES: Record<string, Buffer> = {
  'danh sách.xlsx': workbook(SHEET + HEADER + row('Nguyễn Văn A', '1970', 'X1') + SHEET_END),
  'danh sách.csv': Buffer.from('Họ và tên;Năm sinh;Mã đơn vị\nNguyễn A;1970;X1\nTrần B;1980;X2\n'),
  'câu hỏi.gift': SAMPLE_BANK.subarray(0, 1_500),
  'phụ đề.vtt': Buffer.from('WEBVTT\n\n00:01.000 --> 00:02.500\nXin chào\n'),
  'phụ đề.srt': Buffer.from('1\n00:00:01,000 --> 00:00:02,500\nXin chào\n'),
  'văn bản.docx': zip([
    part('[Content_Types].xml', '<Types/>'),
    part('word/document.xml', '<w:document>TUYỆT MẬT</w:document>'),
  ]),
  'văn bản.pdf': Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>'),
  'ảnh.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  'trang.html': Buffer.from('<!doctype html><script>alert(1)</script>'),
  'bom.xlsx': workbook({ name: 'xl/worksheets/sheet1.xml', packed: Buffer.alloc(2_000), declared: 4_000_000_000 }),
  'bài giảng.mp4': Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1'),
};

/** A file of any kind under any name, whole or with bytes that are wrong. */
const uploads: fc.Arbitrary<Upload> = fc
  .tuple(
    fc.constantFrom(...Object.entries(GOOD_FILES)),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: nastyText },
      fc.constant('TỐI MẬT.xlsx'),
    ),
    fc.constantFrom('', 'text/csv', 'application/octet-stream', 'image/svg+xml', 'a\tb'),
    fc.constantFrom('whole', 'whole', 'changed', 'other'),
  )
  .chain(([[name, good], otherName, type, state]) => {
    const bytes = { whole: fc.constant(good), changed: mutatedBytes(fc.constant(good)), other: someBytes(200) }[
      state as 'whole' | 'changed' | 'other'
    ];
    return bytes.map((all): Upload => ({ fileName: otherName ?? name, type, bytes: all }));
  });

/** What goes out for one form: names with values, any of them several times or not at all. */
type Pair = [name: string, value: string | Upload];
export interface Filled {
  form: Form;
  pairs: Pair[];
  encoding: 'form' | 'multipart' | 'json';
  /** Raw bytes at the end of the body. */
  tail: string;
}

/** Fills a form in: most fields as a person would, the others with what nobody types or with the names of another unit's things. */
export function filled(form: Form, foreign: readonly string[]): fc.Arbitrary<Filled> {
  const fields = form.fields.map(({ name, good, file }): fc.Arbitrary<Pair[]> => {
    if (file)
      return fc.oneof(
        { weight: 8, arbitrary: uploads.map((one): Pair[] => [[name, one]]) },
        { weight: 1, arbitrary: fc.tuple(uploads, uploads).map((two) => two.map((one): Pair => [name, one])) },
        { weight: 1, arbitrary: nastyText.map((text): Pair[] => [[name, text]]) },
        { weight: 1, arbitrary: fc.constant<Pair[]>([]) },
      );
    const fine = fc
      .constantFrom(...(good.length > 0 ? good : ['']))
      .map((value): [string, string][] => [[name, value]]);
    const nasty = nastyText.map((value): [string, string][] => [[name, value]]);
    const theirs = fc.constantFrom(...foreign).map((value): [string, string][] => [[name, value]]);
    return fc.oneof(
      { weight: 8, arbitrary: fine },
      { weight: 3, arbitrary: nasty },
      { weight: 1, arbitrary: theirs },
      { weight: 1, arbitrary: fc.constant<[string, string][]>([]) },
      { weight: 1, arbitrary: fc.tuple(fine, nasty).map(([a, b]) => [...a, ...b]) },
      {
        weight: 1,
        arbitrary: nasty.map((pairs) => pairs.map(([key, value]): [string, string] => [`${key}[0]`, value])),
      },
    );
  });
  return fc.record({
    form: fc.constant(form),
    pairs: fields.length > 0 ? fc.tuple(...fields).map((all) => all.flat()) : fc.constant([]),
    encoding: form.multipart
      ? fc.constantFrom<Filled['encoding']>('multipart', 'multipart', 'multipart', 'multipart', 'multipart', 'form')
      : fc.constantFrom<Filled['encoding']>('form', 'form', 'form', 'form', 'multipart', 'json'),
    tail: fc.constantFrom('', '', '', '', '', '&%', '&=%FF%FE&a=%ED%A0%80', '&x=%00', '\r\n--', '&__proto__[a]=1'),
  });
}

export function bodyOf({ pairs, encoding, tail }: Filled): { type: string; body: Buffer } {
  const texts = pairs.map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : value.bytes.toString('latin1'),
  ]);
  if (encoding === 'form') {
    const body = Buffer.from(new URLSearchParams(texts).toString() + tail);
    return { type: 'application/x-www-form-urlencoded', body };
  }
  if (encoding === 'json')
    return { type: 'application/json', body: Buffer.from(JSON.stringify(Object.fromEntries(texts)) + tail) };
  const parts = pairs.flatMap(([name, value]) => {
    const head = `--ranh\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, '')}"`;
    if (typeof value === 'string') return [Buffer.from(`${head}\r\n\r\n${value}\r\n`)];
    const { fileName, type, bytes } = value;
    const kind = type ? `\r\nContent-Type: ${type}` : '';
    return [Buffer.from(`${head}; filename="${fileName}"${kind}\r\n\r\n`), bytes, Buffer.from('\r\n')];
  });
  return {
    type: 'multipart/form-data; boundary=ranh',
    body: Buffer.concat([...parts, Buffer.from(`--ranh--\r\n${tail}`)]),
  };
}

/** Filled in as a person does: `fits` for fields that have a form of their own, else the first choice. */
export function honest(form: Form, fits: Record<string, string> = {}): Filled {
  const [fileName, bytes] = Object.entries(GOOD_FILES)[1] as [string, Buffer];
  const pairs = form.fields.map(
    ({ name, good, file }): Pair => [
      name,
      file ? { fileName, type: 'text/csv', bytes } : (fits[name] ?? good.find(Boolean) ?? ''),
    ],
  );
  return { form, pairs, encoding: form.multipart ? 'multipart' : 'form', tail: '' };
}
