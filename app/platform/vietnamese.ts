// Vietnamese text rules: one normal form, keys for search, matching and sorting. Pure, runs anywhere.

const TONES = '\u0300\u0309\u0303\u0301\u0323'; // huyền, hỏi, ngã, sắc, nặng: also their collation order

/** NFC, outer spaces trimmed, inner runs of spaces (also no-break and zero-width ones) made one. */
export function nfc(s: string): string {
  return s
    .normalize('NFC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Key for searching: lower case, no diacritics, đ → d, anything that is no letter or digit becomes one space. */
export function searchKey(s: string): string {
  return s
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const T = `[${TONES}]`;
// The syllables whose tone people place on either vowel: oa, oe, uy, and the vowel after the consonants qu- and gi-.
const MISPLACED: RegExp[] = [
  new RegExp(`(o)(${T})([ae])`, 'giu'),
  new RegExp(`(u)(${T})(y)`, 'giu'),
  new RegExp(`(?<=q)(u)(${T})([aeioy])`, 'giu'),
  new RegExp(`(?<=g)(i)(${T})([aeou])`, 'giu'),
];

/**
 * Moves the tone to the second vowel where both places are in use (Hòa → Hoà, Thủy → Thuỷ, Qúy → Quý),
 * so that both spellings become one. Keeps everything else; returns NFC.
 */
export function foldTone(s: string): string {
  let d = s.normalize('NFD');
  for (const rule of MISPLACED) d = d.replace(rule, '$1$3$2');
  return d.normalize('NFC');
}

/** Key for recognising the same person's name: case, spacing and tone placement folded, diacritics kept. */
export function matchKey(s: string): string {
  return foldTone(nfc(s).toLowerCase());
}

// Primary order of ICU `vi` for what names contain; a test compares it with Intl.Collator('vi').
const ORDER = ` _-,;:!?.'"()[]{}@*/\\&#%\`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz`;
const PRIMARY = new Map([...ORDER].map((c, i) => [c, String.fromCharCode(0x22 + i)]));
const PART_END = ' '; // both separators sort before every weight, so that a prefix comes first
const LEVEL_END = '!';
const SHAPES = /[aeouAEOU][\u0302\u0306\u031b]/u;

/** Letters with their own place in the alphabet (ă â ê ô ơ ư đ) and the marks left over, in order. */
function collationElements(s: string): string[] {
  const out: string[] = [];
  for (const c of s.normalize('NFD')) {
    const joined = `${out.at(-1) ?? ''}${c}`.normalize('NFC');
    const shape = [...joined].length === 1 && SHAPES.test(`${out.at(-1)}${c}`) && PRIMARY.has(joined.toLowerCase());
    if (shape) out[out.length - 1] = joined;
    else if (/[\u0302\u0306\u031b]/u.test(c)) {
      // A tone may stand between the letter and its shape (NFD orders ạ before the circumflex).
      const at = out.findLastIndex((x) => !/\p{M}/u.test(x));
      const merged = at >= 0 ? `${out[at]}${c}`.normalize('NFC') : '';
      if (at >= 0 && PRIMARY.has(merged.toLowerCase())) out[at] = merged;
      else out.push(c);
    } else out.push(c);
  }
  return out;
}

function weigh(s: string): string {
  let primary = '';
  let secondary = '';
  let tertiary = '';
  for (const c of collationElements(s)) {
    if (/\p{M}/u.test(c)) {
      const tone = TONES.indexOf(c);
      secondary += tone >= 0 ? String(tone + 1) : `9${hex(c)}`;
      continue;
    }
    const lower = c.toLowerCase();
    primary += PRIMARY.get(lower) ?? `~${hex(lower)}`; // other scripts come last, by code point
    secondary += '0';
    tertiary += c === lower ? '0' : '1';
  }
  return primary + LEVEL_END + secondary + LEVEL_END + tertiary;
}

const hex = (c: string) => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0');

/** The parts a Vietnamese full name is sorted by. One word is a given name. */
export function nameParts(fullName: string): { given: string; family: string; middle: string } {
  const words = nfc(fullName).split(' ');
  const given = words.at(-1) ?? '';
  return { given, family: words.length > 1 ? (words[0] ?? '') : '', middle: words.slice(1, -1).join(' ') };
}

/**
 * ASCII key whose byte order (`COLLATE "C"`) is the order of Intl.Collator('vi') on given name, then family name,
 * then middle names.
 */
export function nameSortKey(fullName: string): string {
  const { given, family, middle } = nameParts(fullName);
  return [given, family, middle].map(weigh).join(PART_END);
}

/** The order of nameSortKey, for Array.prototype.sort. */
export function compareNames(a: string, b: string): number {
  const x = nameSortKey(a);
  const y = nameSortKey(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * Proper case for a name typed all in capitals ("ƯNG THÀNH AN" → "Ưng Thành An"); a name in mixed case is left as its
 * owner writes it.
 */
export function properName(s: string): string {
  const name = nfc(s);
  if (name !== name.toUpperCase() || name === name.toLowerCase()) return name;
  return name
    .toLowerCase()
    .replace(/(^|[\s\-'.])(\p{L})/gu, (_, before: string, c: string) => before + c.toUpperCase());
}

export { decodeLegacy, fromLegacyEncoding, type LegacyEncoding } from './vietnamese-legacy';
