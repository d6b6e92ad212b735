/** Character level of the GIFT format: escapes, text markers, blocks with their offsets. */

const SPECIAL = '~=#{}:\\';

/** Index of the first of `chars` at or after `from` that no backslash escapes; -1 when there is none. */
export function indexOfUnescaped(text: string, chars: string, from = 0): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') {
      if (SPECIAL.includes(text.charAt(at + 1))) at += 1;
    } else if (chars.includes(char)) return at;
  }
  return -1;
}

/** As above for a two- or four-character mark such as `::`, `->` or `####`. */
export function indexOfMark(text: string, mark: string, from = 0): number {
  let at = indexOfUnescaped(text, mark.charAt(0), from);
  while (at >= 0 && !text.startsWith(mark, at)) at = indexOfUnescaped(text, mark.charAt(0), at + 1);
  return at;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

/** Question text is shown as text, never as markup: tags of an `[html]` question become line breaks or nothing. */
function htmlToText(html: string): string {
  return html
    .replace(/<\s*(br|\/p|\/div|\/li)\b[^>]*>/gi, '\\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
      if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
      const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
      return point > 31 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
        ? String.fromCodePoint(point)
        : whole;
    });
}

/**
 * A piece of a question as a person reads it: format marker removed, escapes resolved, line breaks of the file folded
 * into spaces (a wanted break is written `\n`), NFC.
 */
export function readableText(raw: string): string {
  const marker = /^\s*\[(html|plain|moodle|markdown)\]/i.exec(raw);
  const body = marker ? raw.slice(marker[0].length) : raw;
  return (marker?.[1]?.toLowerCase() === 'html' ? htmlToText(body) : body)
    .replace(/\s+/g, ' ')
    .replace(/\\([~=#{}:\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char))
    .replace(/ *\n */g, '\n')
    .trim()
    .normalize('NFC');
}

/** One question's raw text. `offset` is where it starts in the file; blanked comments keep the offsets true. */
export type GiftBlock = { text: string; offset: number; category: string };
export type GiftBlocks = { blocks: GiftBlock[]; badCategories: number[] };

const FIRST_CATEGORY = 'Chung';

function categoryName(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .trim()
    .replace(/^(\$\w+\$\/?)+/, '')
    .replace(/^top\//, '')
    .replace(/\s+/g, ' ')
    .slice(0, 200);
}

function depthAfter(line: string, depth: number): number {
  let now = depth;
  for (let at = indexOfUnescaped(line, '{}'); at >= 0; at = indexOfUnescaped(line, '{}', at + 1)) {
    now = line.charAt(at) === '{' ? 1 : 0;
  }
  return now;
}

/**
 * Cuts a file into questions. A blank line separates them, as does a new `::title::` after a closed `}`; a blank line
 * inside `{ }` does not. A title or category after a blank line inside an unclosed `{` ends the broken question, so that
 * one forgotten brace does not swallow the rest of the file.
 */
export function splitBlocks(text: string): GiftBlocks {
  const blocks: GiftBlock[] = [];
  const badCategories: number[] = [];
  let category = FIRST_CATEGORY;
  let current: GiftBlock | null = null;
  let depth = 0;
  let afterBlank = false;
  let closed = false;
  const finish = () => {
    if (current && current.text.trim() !== '') blocks.push(current);
    current = null;
    depth = 0;
    closed = false;
  };
  let offset = 0;
  for (const line of text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const trimmed = line.trim();
    const comment = trimmed.startsWith('//');
    const shown = comment ? ' '.repeat(line.length) : line;
    const opens = trimmed.startsWith('::') || trimmed.startsWith('$CATEGORY:');
    if (
      !comment &&
      ((depth === 0 && (trimmed === '' || trimmed.startsWith('$CATEGORY:') || (opens && closed))) ||
        (opens && afterBlank))
    ) {
      finish();
    }
    if (depth === 0 && trimmed.startsWith('$CATEGORY:')) {
      const name = categoryName(trimmed);
      if (name === '') badCategories.push(start);
      else category = name;
    } else if (current) {
      const block: GiftBlock = current;
      block.text += `\n${shown}`;
    } else if (!comment && trimmed !== '') {
      current = { text: shown, offset: start, category };
    }
    const before: number = depth;
    if (current) depth = depthAfter(shown, depth);
    if (current && depth === 0 && (before === 1 || indexOfUnescaped(shown, '}') >= 0)) closed = true;
    if (!comment) afterBlank = trimmed === '';
  }
  finish();
  return { blocks, badCategories };
}
