import { searchKey } from '~/platform/vietnamese';
import { type Cell, cellText, columnLetter, type SheetRow } from '../spreadsheet/cell';
import { meaningOf, meaningOfBeginning } from './import-settings';

/** How the columns of a file are understood; the person may change it in the preview. Kept with the run as JSON. */
export interface TableMapping {
  sheet: string;
  /** First and last row of the header, as numbered in Excel. */
  headerRows: [number, number];
  /** Column letter → field; null: the column is not imported. */
  columns: Record<string, string | null>;
  /** Column letter → the header's text as it stands in the file. */
  headers: Record<string, string>;
}

/** A header is looked for this far down; titles above it are rarely longer than ten rows. */
export const HEADER_SEARCH_ROWS = 60;

export interface HeaderRules {
  headers: Record<string, string[]>;
  /** Headers that must not be taken for a field by their beginning ("Nơi sinh"). */
  ignored: string[];
  /** At least one of each group must be there. */
  required: string[][];
}

interface Candidate {
  mapping: TableMapping;
  score: number;
}

/**
 * Finds the header among the first rows: the row, or the pair of rows with merged groups above ("NGÀY, THÁNG, NĂM"
 * over "Sinh" and "Vào Đảng"), whose cells name the most fields. Null when no row names the required ones.
 */
export function findTable(sheet: string, rows: readonly SheetRow[], rules: HeaderRules): TableMapping | null {
  let best: Candidate | null = null;
  for (const [i, row] of rows.entries()) {
    const below = rows[i + 1];
    const candidates = [read(sheet, row, null, rules)];
    if (below && below.number === row.number + 1 && !looksLikeData(below))
      candidates.push(read(sheet, row, below, rules));
    for (const candidate of candidates) {
      if (candidate && candidate.score > (best?.score ?? 0)) best = candidate;
    }
  }
  return best?.mapping ?? null;
}

/** A second header row has words only: neither numbers nor dates. */
function looksLikeData(row: SheetRow): boolean {
  return row.cells.some((cell) => cell && (cell.kind !== 'text' || /\d{2,}/.test(cell.text)));
}

function read(sheet: string, top: SheetRow, bottom: SheetRow | null, rules: HeaderRules): Candidate | null {
  const columns: Record<string, string | null> = {};
  const headers: Record<string, string> = {};
  const taken = new Set<string>();
  const width = Math.max(top.cells.length, bottom?.cells.length ?? 0);
  let group = '';
  for (let i = 0; i < width; i++) {
    const above = cellText(top.cells[i]);
    const under = cellText(bottom?.cells[i]);
    if (above !== '') group = above;
    const title = above !== '' || under !== '' ? [above || (under ? group : ''), under].filter(Boolean).join(' ') : '';
    if (title === '') continue;
    const letter = columnLetter(i);
    headers[letter] = title;
    const field = fieldOf([title, under, above], rules);
    columns[letter] = field && !taken.has(field) ? field : null;
    if (field) taken.add(field);
  }
  if (!rules.required.every((anyOf) => anyOf.some((field) => taken.has(field)))) return null;
  // The same fields from one row are better than from two.
  return {
    mapping: { sheet, headerRows: [top.number, bottom?.number ?? top.number], columns, headers },
    score: taken.size - (bottom ? 0.5 : 0),
  };
}

function fieldOf(titles: string[], rules: HeaderRules): string | undefined {
  const plain = titles.filter(Boolean).map((title) => title.replace(/\([^)]*\)/g, ' '));
  for (const title of plain) {
    const exact = meaningOf(rules.headers, title);
    if (exact) return exact;
  }
  const ignored = { ignored: rules.ignored };
  for (const title of plain) {
    if (searchKey(title).split(' ').length > 8 || meaningOfBeginning(ignored, title)) continue;
    const beginning = meaningOfBeginning(rules.headers, title);
    if (beginning) return beginning;
  }
  return undefined;
}

/** The cells of a row by the field they hold. */
export function cellsByField(row: SheetRow, mapping: TableMapping): Map<string, { cell: Cell; letter: string }> {
  const found = new Map<string, { cell: Cell; letter: string }>();
  for (const [i, cell] of row.cells.entries()) {
    if (!cell || cellText(cell) === '') continue;
    const letter = columnLetter(i);
    const field = mapping.columns[letter];
    if (field) found.set(field, { cell, letter });
  }
  return found;
}
