import type { Cell, SheetRow } from './cell';
import { columnIndex } from './cell';
import type { Workbook, WorkbookSheet } from './read-workbook.server';
import { FileRefused, MAX_ROWS } from './refusal';
import type { SharedStrings } from './shared-strings.server';
import { feedXml, type ReadProgress } from './xml-events.server';
import type { ZipParts } from './zip-parts.server';

const DAYS_1904 = 1462;
const MAX_COLUMNS = 256; // wider than any list of people; cells beyond are not kept

/** The rows of one sheet that hold anything, in order, streamed: memory does not grow with the sheet. */
export async function* readSheet(
  zip: ZipParts,
  sheet: WorkbookSheet,
  workbook: Pick<Workbook, 'dateStyles' | 'from1904'>,
  strings: SharedStrings | null,
  progress?: ReadProgress,
): AsyncGenerator<SheetRow> {
  let ready: SheetRow[] = [];
  let rows = 0;
  let rowNumber = 0;
  let cells: (Cell | undefined)[] = [];
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let formula: string | null = null;
  let inside: 'v' | 'f' | 't' | null = null;

  const toCell = (): Cell | undefined => {
    if (formula !== null) return { kind: 'formula', text: `=${formula}` };
    if (type === 's') {
      const text = strings?.get(Number(value)) ?? '';
      return text === '' ? undefined : { kind: 'text', text };
    }
    if (value === '') return undefined;
    if (type === 'b') return { kind: 'text', text: value === '1' ? 'TRUE' : 'FALSE' };
    if (type === 'd') return { kind: 'text', text: value.slice(0, 10) };
    const number = type === '' || type === 'n' ? Number(value) : Number.NaN;
    if (Number.isNaN(number)) return { kind: 'text', text: value };
    const date = workbook.dateStyles[style] ?? false;
    const serial = date && workbook.from1904 ? number + DAYS_1904 : number;
    return { kind: 'number', text: plain(serial), number: serial, date };
  };

  const handlers = {
    open(name: string, a: Record<string, string>) {
      if (name === 'row') {
        rowNumber = a.r ? Number(a.r) : rowNumber + 1;
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = a.r ? columnIndex(a.r) : column + 1;
        type = a.t ?? '';
        style = Number(a.s ?? 0);
        value = '';
        formula = null;
      } else if (name === 'v' || name === 't') inside = name;
      else if (name === 'f') {
        inside = 'f';
        formula = '';
      }
    },
    text(s: string) {
      if (inside === 'f') formula += s;
      else if (inside) value += s;
    },
    close(name: string) {
      if (name === 'c') {
        const cell = column >= 0 && column < MAX_COLUMNS ? toCell() : undefined;
        if (cell) cells[column] = cell;
      } else if (name === 'row') {
        if (cells.length === 0) return;
        if (++rows > MAX_ROWS) throw new FileRefused('TOO_MANY_ROWS');
        ready.push({ number: rowNumber, cells });
      } else if (name === inside) inside = null;
    },
  };
  if (progress) progress.total = zip.size(sheet.part);
  for await (const _ of feedXml(await zip.open(sheet.part), handlers, progress)) {
    if (ready.length === 0) continue;
    const rowsNow = ready;
    ready = [];
    yield* rowsNow;
  }
}

/** A number as a person would have typed it: no exponent for long card numbers, no binary tail. */
function plain(n: number): string {
  return Number.isInteger(n) && Math.abs(n) < 1e15 ? n.toFixed(0) : String(Number(n.toPrecision(12)));
}
