// What of an entry is covered by its code and by the chain, as bytes that are the same on both sides: written here before the entry
// goes in, and by Postgres when it is read back (ENTRY_TEXT below). Tests compare the two for random entries.

/** What the application writes of an entry; `data` and `actor` are already texts as Postgres prints a jsonb. */
export interface EntryText {
  /** Milliseconds since 1970. */
  at: number;
  action: string;
  actorAccountId: number | null;
  actorName: string;
  actor: string | null;
  targetType: string;
  targetId: string;
  unitId: number | null;
  data: string;
  memberIds: readonly number[];
  requestId: string | null;
  address: string | null;
}

/** Each field with its length in bytes before it, so that no two entries have one text; `-` for null. */
const part = (value: string | number | null) =>
  value === null ? '-' : `${Buffer.byteLength(String(value))}:${String(value)}`;

export function entryText(entry: EntryText): string {
  return [
    ...[entry.at, entry.action, entry.actorAccountId, entry.actorName, entry.actor],
    ...[entry.targetType, entry.targetId, entry.unitId, entry.data, `{${entry.memberIds.join(',')}}`],
    ...[entry.requestId, entry.address],
  ]
    .map(part)
    .join('');
}

const sqlPart = (field: string) => `coalesce(octet_length(${field})::text || ':' || ${field}, '-')`;

/** The same text from a row `e` of audit_entry. Only functions of Postgres itself: none of ours could be replaced to lie. */
export const ENTRY_TEXT = [
  `floor(extract(epoch from e.at) * 1000)::bigint::text`,
  ...['e.action', 'e.actor_account_id::text', 'e.actor_name', 'e.actor::text', 'e.target_type', 'e.target_id'],
  ...['e.unit_id::text', 'e.data::text', `coalesce(e.member_ids::text, '{}')`, 'e.request_id', 'e.address'],
]
  .map(sqlPart)
  .join(' || ');

/**
 * A value as Postgres prints it from a jsonb: keys by length and then by bytes, one space after `:` and `,`, numbers written out.
 * What JSON or Postgres cannot hold (undefined, NUL, half a surrogate pair) is left out or replaced.
 */
export function jsonbText(value: unknown): string {
  return print(JSON.parse(JSON.stringify(value ?? {})));
}

function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value === 'string') return printString(value);
  if (typeof value === 'number') return printNumber(value);
  if (value === null || typeof value !== 'object') return String(value);
  const keys = new Map(Object.entries(value).map(([key, one]) => [storable(key), one]));
  const sorted = [...keys].map(([key, one]) => ({ key, bytes: Buffer.from(key), one }));
  sorted.sort((a, b) => a.bytes.length - b.bytes.length || a.bytes.compare(b.bytes));
  return `{${sorted.map(({ key, one }) => `${printString(key)}: ${print(one)}`).join(', ')}}`;
}

/** Postgres keeps neither NUL nor half a surrogate pair in a text. */
export const storable = (text: string) => text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function printString(text: string): string {
  const escaped = storable(text).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped
    /["\\\u0000-\u001f]/g,
    (one) => ESCAPES[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

/** Without an exponent, as Postgres' numeric prints it. */
function printNumber(value: number): string {
  const text = String(Object.is(value, -0) ? 0 : value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
