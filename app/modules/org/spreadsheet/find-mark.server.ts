import { findMarkAmongPeople, findMarkInLine, findSecrecyMark, type SecrecyMark } from '~/modules/files/secrecy-mark';
import { decodeLegacy } from '~/platform/vietnamese';
import type { Spreadsheet } from './open-spreadsheet.server';
import { type createXmlParser, feedXml } from './xml-events.server';
import type { ZipParts } from './zip-parts.server';

/** Where people put a stamp beside the cells: text boxes, comments, properties, headers and footers. */
const BESIDE = /^(?:xl\/(?:drawings\/|comments|threadedComments\/)|docProps\/).*\.xml$/;
const SHEET = /^xl\/worksheets\/[^/]+\.xml$/;
const HEADERS = /<(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})</g;
/** Old fonts' bytes: only text that has such characters is read again in them. */
const OLD_FONT = /[\u00a1-\u00ff]/;

/** A row of a list has more; a stamp stands beside little else. */
const STAMP_CELLS = 2;

/** The first mark of secrecy anywhere in a spreadsheet, hidden sheets included; null: none. */
export async function findMarkInSpreadsheet(file: Spreadsheet, zip: ZipParts | null): Promise<SecrecyMark | null> {
  for (const { name } of file.sheets) {
    const found = findMarkInLine(name);
    if (found) return found;
  }
  for (const index of file.sheets.keys()) {
    for await (const { cells } of file.rows(index)) {
      const inTable = cells.filter((cell) => cell !== undefined).length > STAMP_CELLS;
      for (const cell of cells) {
        const found =
          cell?.kind === 'text' ? inAnyFont(cell.text, inTable ? findMarkAmongPeople : findSecrecyMark) : null;
        if (found) return found;
      }
    }
  }
  return zip && (await beside(zip));
}

/** As it is, and as it looks in the fonts of before Unicode. */
function inAnyFont(text: string, find: (text: string) => SecrecyMark | null = findSecrecyMark): SecrecyMark | null {
  const found = find(text);
  if (found || !OLD_FONT.test(text)) return found;
  return find(decodeLegacy(text, 'tcvn3')) ?? find(decodeLegacy(text, 'vni'));
}

async function beside(zip: ZipParts): Promise<SecrecyMark | null> {
  for (const part of zip.names()) {
    if (BESIDE.test(part)) {
      const found = await inXml(zip, part);
      if (found) return found;
    } else if (SHEET.test(part)) {
      const found = await inHeaders(zip, part);
      if (found) return found;
    }
  }
  return null;
}

/** A paragraph (or a comment's, a property's text) at a time: a word may be cut into runs. */
async function inXml(zip: ZipParts, part: string): Promise<SecrecyMark | null> {
  let text = '';
  let found: SecrecyMark | null = null;
  const handlers: Parameters<typeof createXmlParser>[0] = {
    open: () => {},
    text: (piece) => {
      if (text.length < 100_000) text += piece;
    },
    close: (name) => {
      if (name !== 'p' && name !== 'text' && !part.startsWith('docProps/')) return;
      found ??= inAnyFont(text);
      text = '';
    },
  };
  for await (const _ of feedXml(await zip.open(part), handlers)) if (found) return found;
  return found ?? inAnyFont(text);
}

/** They stand behind the cells, at the end of the part; `&C` and the like are codes of their own. */
async function inHeaders(zip: ZipParts, part: string): Promise<SecrecyMark | null> {
  let tail = '';
  for await (const chunk of await zip.open(part)) tail = (tail + (chunk as Buffer).toString('latin1')).slice(-16_384);
  const text = Buffer.from(tail, 'latin1').toString('utf8');
  for (const [, header = ''] of text.matchAll(HEADERS)) {
    const plain = header.replaceAll('&amp;', '&').replaceAll(/&(?:"[^"]*"|[A-Z]|\d+)/g, '\n');
    const found = findSecrecyMark(plain);
    if (found) return found;
  }
  return null;
}
