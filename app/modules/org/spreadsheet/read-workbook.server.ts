import { FileRefused } from './refusal';
import { createXmlParser } from './xml-events.server';
import type { ZipParts } from './zip-parts.server';

export interface WorkbookSheet {
  name: string;
  hidden: boolean;
  /** Name of the part in the zip. */
  part: string;
}

export interface Workbook {
  sheets: WorkbookSheet[];
  /** Serials count from 1904 (old Macintosh files). */
  from1904: boolean;
  sharedStrings: string | null;
  /** Whether cell style N shows its number as a date. */
  dateStyles: boolean[];
}

/** @throws FileRefused when the zip is no Excel workbook */
export async function readWorkbook(zip: ZipParts): Promise<Workbook> {
  if (!zip.has('xl/workbook.xml')) {
    const other = zip.has('xl/workbook.bin') || (await isOpenDocument(zip));
    throw new FileRefused(other ? 'OTHER_SPREADSHEET' : 'NOT_A_SPREADSHEET');
  }
  const targets = new Map<string, string>();
  let sharedStrings: string | null = null;
  let styles: string | null = null;
  parse(await zip.text('xl/_rels/workbook.xml.rels'), (name, a) => {
    if (name !== 'Relationship' || !a.Id || !a.Target) return;
    const part = a.Target.startsWith('/') ? a.Target.slice(1) : `xl/${a.Target.replace(/^\.\//, '')}`;
    targets.set(a.Id, part);
    if (a.Type?.endsWith('/sharedStrings')) sharedStrings = part;
    if (a.Type?.endsWith('/styles')) styles = part;
  });
  const sheets: WorkbookSheet[] = [];
  let from1904 = false;
  parse(await zip.text('xl/workbook.xml'), (name, a) => {
    if (name === 'workbookPr') from1904 = a.date1904 === '1' || a.date1904 === 'true';
    if (name !== 'sheet') return;
    const part = targets.get(a['r:id'] ?? Object.entries(a).find(([key]) => key.endsWith(':id'))?.[1] ?? '');
    // Charts and dialogs are sheets too, without cells.
    if (part && zip.has(part) && part.includes('worksheets/')) {
      sheets.push({ name: a.name ?? '', hidden: (a.state ?? 'visible') !== 'visible', part });
    }
  });
  const dateStyles = styles && zip.has(styles) ? readDateStyles(await zip.text(styles)) : [];
  const strings = sharedStrings as string | null;
  return { sheets, from1904, sharedStrings: strings && zip.has(strings) ? strings : null, dateStyles };
}

async function isOpenDocument(zip: ZipParts): Promise<boolean> {
  return zip.has('mimetype') && (await zip.text('mimetype', 4096)).includes('opendocument.spreadsheet');
}

/** Built-in number formats that show dates (ECMA-376 part 1, 18.8.30, with the East Asian ones). */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

function readDateStyles(xml: string): boolean[] {
  const custom = new Map<number, boolean>();
  const result: boolean[] = [];
  let inCellStyles = false;
  parse(
    xml,
    (name, a) => {
      if (name === 'numFmt') {
        const code = (a.formatCode ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
        custom.set(Number(a.numFmtId), /[dy]/i.test(code) || /mm?[/.-]/i.test(code));
      } else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) {
        const id = Number(a.numFmtId ?? 0);
        result.push(custom.get(id) ?? isBuiltInDate(id));
      }
    },
    (name) => {
      if (name === 'cellXfs') inCellStyles = false;
    },
  );
  return result;
}

function parse(
  xml: string,
  open: (name: string, attributes: Record<string, string>) => void,
  close: (name: string) => void = () => {},
): void {
  const parser = createXmlParser({ open, close, text: () => {} });
  parser.write(xml);
  parser.close();
}
