import fc from 'fast-check';
import type { Person } from '../access/matrix';
import { nastyText } from './nasty';

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

/** What goes out for one form: names with values, any of them several times or not at all. */
export interface Filled {
  form: Form;
  pairs: [name: string, value: string][];
  encoding: 'form' | 'multipart' | 'json';
  /** Raw bytes at the end of the body. */
  tail: string;
}

/** Fills a form in: most fields as a person would, the others with what nobody types or with the names of another unit's things. */
export function filled(form: Form, foreign: readonly string[]): fc.Arbitrary<Filled> {
  const fields = form.fields.map(({ name, good }) => {
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
      ? fc.constantFrom<Filled['encoding']>('multipart', 'multipart', 'form')
      : fc.constantFrom<Filled['encoding']>('form', 'form', 'form', 'form', 'multipart', 'json'),
    tail: fc.constantFrom('', '', '', '', '', '&%', '&=%FF%FE&a=%ED%A0%80', '&x=%00', '\r\n--', '&__proto__[a]=1'),
  });
}

export function bodyOf({ form, pairs, encoding, tail }: Filled): { type: string; body: string } {
  if (encoding === 'form')
    return {
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(pairs).toString() + tail,
    };
  if (encoding === 'json') return { type: 'application/json', body: JSON.stringify(Object.fromEntries(pairs)) + tail };
  const isFile = (name: string) => form.fields.some((field) => field.name === name && field.file);
  const parts = pairs.map(([name, value]) => {
    const file = isFile(name) ? '; filename="danh sách.csv"\r\nContent-Type: text/csv' : '';
    return `--ranh\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, '')}"${file}\r\n\r\n${value}\r\n`;
  });
  return { type: 'multipart/form-data; boundary=ranh', body: `${parts.join('')}--ranh--\r\n${tail}` };
}
