import { fromLegacyEncoding, type LegacyEncoding } from '~/platform/vietnamese';
import { cellText, isEmptyRow, type SheetRow } from '../spreadsheet/cell';
import type { Spreadsheet } from '../spreadsheet/open-spreadsheet.server';
import { FileRefused, type RefusalCode } from '../spreadsheet/refusal';
import type { ReadProgress } from '../spreadsheet/xml-events.server';
import { findTable, HEADER_SEARCH_ROWS, type HeaderRules, type TableMapping } from './find-table';

export interface FoundTable {
  sheetIndex: number;
  mapping: TableMapping;
  encoding: LegacyEncoding;
}

/** Sample of rows from which header and text encoding are recognised. */
const SAMPLE_ROWS = 200;

/** The first visible sheet that holds a table; hidden sheets are never read. @throws FileRefused */
export async function locateTable(file: Spreadsheet, rules: HeaderRules, absent: RefusalCode): Promise<FoundTable> {
  for (const [sheetIndex, sheet] of file.sheets.entries()) {
    if (sheet.hidden) continue;
    const sample: SheetRow[] = [];
    for await (const row of file.rows(sheetIndex)) {
      if (!isEmptyRow(row)) sample.push(row);
      if (sample.length >= SAMPLE_ROWS) break;
    }
    const words = sample.flatMap((row) => row.cells.filter((cell) => cell?.kind === 'text').map(cellText)).join(' ');
    const { encoding } = fromLegacyEncoding(words);
    const mapping = findTable(sheet.name, sample.slice(0, HEADER_SEARCH_ROWS), rules);
    if (mapping) return { sheetIndex, mapping, encoding };
  }
  throw new FileRefused(absent);
}

/** The rows below the header that hold anything. */
export async function* tableRows(
  file: Spreadsheet,
  table: FoundTable,
  progress: ReadProgress,
): AsyncGenerator<SheetRow> {
  for await (const row of file.rows(table.sheetIndex, progress)) {
    if (row.number > table.mapping.headerRows[1] && !isEmptyRow(row)) yield row;
  }
}
