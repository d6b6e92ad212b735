import { stat } from 'node:fs/promises';
import type { SecrecyMark } from '~/modules/files/secrecy-mark';
import type { SheetRow } from './cell';
import { detectFormat } from './detect-format.server';
import { findMarkInSpreadsheet } from './find-mark.server';
import { readCsv } from './read-csv.server';
import { readWorkbook } from './read-workbook.server';
import { readSheet } from './read-xlsx.server';
import { FileRefused, MAX_FILE_BYTES } from './refusal';
import { readSharedStrings } from './shared-strings.server';
import type { ReadProgress } from './xml-events.server';
import { openZip } from './zip-parts.server';

export interface Spreadsheet {
  format: 'xlsx' | 'csv';
  /** In the order of the workbook; a CSV file is one sheet without a name. */
  sheets: { name: string; hidden: boolean }[];
  /** Rows that hold anything, streamed. May be called several times. */
  rows(sheetIndex: number, progress?: ReadProgress): AsyncIterable<SheetRow>;
  /** The first mark of secrecy anywhere in it, hidden sheets and text boxes included. */
  findMark(): Promise<SecrecyMark | null>;
  close(): void;
}

/**
 * Opens a spreadsheet on the local disk, recognised by content. `name` is the name it was sent under.
 * @throws FileRefused with an answer in Vietnamese
 */
export async function openSpreadsheet(path: string, name: string): Promise<Spreadsheet> {
  if ((await stat(path)).size > MAX_FILE_BYTES) throw new FileRefused('FILE_TOO_LARGE');
  if ((await detectFormat(path, name)) === 'csv') {
    const csv: Spreadsheet = {
      format: 'csv',
      sheets: [{ name: '', hidden: false }],
      rows: (_, progress) => readCsv(path, progress),
      findMark: () => findMarkInSpreadsheet(csv, null),
      close: () => {},
    };
    return csv;
  }
  const zip = await openZip(path);
  try {
    const workbook = await readWorkbook(zip);
    const strings = workbook.sharedStrings ? await readSharedStrings(await zip.open(workbook.sharedStrings)) : null;
    const xlsx: Spreadsheet = {
      format: 'xlsx',
      sheets: workbook.sheets.map(({ name, hidden }) => ({ name, hidden })),
      rows(index, progress) {
        const sheet = workbook.sheets[index];
        if (!sheet) throw new RangeError(`no sheet ${index}`);
        return readSheet(zip, sheet, workbook, strings, progress);
      },
      findMark: () => findMarkInSpreadsheet(xlsx, zip),
      close: () => zip.close(),
    };
    return xlsx;
  } catch (error) {
    zip.close();
    throw error;
  }
}
