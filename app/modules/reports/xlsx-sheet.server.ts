import { makeBreath } from './breathe';
import type { TableCell, TableColumn, TableModel } from './table-model';
import { xmlText } from './xml-text';
import { type ByteSink, ZipWriter } from './zip-stream.server';

export interface Sheet {
  /** At most 31 characters, none of `[]:*?/\`. */
  name: string;
  /** Lines above the table; the first is the title. */
  heading: string[];
  table: TableModel;
  notes: string[];
}

const NS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Indexes into cellXfs of STYLES. */
const STYLE = {
  plain: 0,
  title: 1,
  header: 2,
  text: 3,
  textQuoted: 4,
  integer: 5,
  percent: 6,
  totalText: 7,
  totalInteger: 8,
  totalPercent: 9,
  note: 10,
  subtitle: 11,
  dash: 12,
  totalDash: 13,
} as const;

const xf = (font: number, border: number, numFmt: number, align: string, extra = '') =>
  `<xf numFmtId="${numFmt}" fontId="${font}" fillId="${font === 2 && border === 1 && align.includes('wrap') ? 2 : 0}" borderId="${border}" xfId="0" applyFont="1" applyBorder="1" applyNumberFormat="1" applyAlignment="1"${extra}><alignment ${align}/></xf>`;

const STYLES = `${HEAD}<styleSheet xmlns="${NS}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0"/></numFmts>
<fonts count="5"><font><sz val="12"/><name val="Times New Roman"/><family val="1"/></font><font><b/><sz val="14"/><name val="Times New Roman"/><family val="1"/></font><font><b/><sz val="12"/><name val="Times New Roman"/><family val="1"/></font><font><i/><sz val="12"/><name val="Times New Roman"/><family val="1"/></font><font><sz val="12"/><name val="Times New Roman"/><family val="1"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF3EEE5"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="14">${[
  xf(0, 0, 0, 'vertical="top"'),
  xf(1, 0, 0, 'vertical="top"'),
  xf(2, 1, 0, 'horizontal="center" vertical="center" wrapText="1"'),
  xf(0, 1, 0, 'vertical="top" wrapText="1"'),
  xf(0, 1, 0, 'vertical="top" wrapText="1"', ' quotePrefix="1"'),
  xf(0, 1, 164, 'horizontal="right" vertical="top"'),
  xf(0, 1, 10, 'horizontal="right" vertical="top"'),
  xf(2, 1, 0, 'vertical="top"'),
  xf(2, 1, 164, 'horizontal="right" vertical="top"'),
  xf(2, 1, 10, 'horizontal="right" vertical="top"'),
  xf(3, 0, 0, 'vertical="top"'),
  xf(3, 0, 0, 'vertical="top"'),
  xf(0, 1, 0, 'horizontal="right" vertical="top"'),
  xf(2, 1, 0, 'horizontal="right" vertical="top"'),
].join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** `0` → `A`, `26` → `AA`. */
export function columnName(index: number): string {
  let name = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}

const inline = (ref: string, style: number, text: string) =>
  `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;

/**
 * Text is always written as an inline string, so nothing a person typed can become a formula; text that looks like one
 * also carries Excel's quote prefix, so it stays text when the cell is edited or the sheet is saved again.
 */
export function cellXml(ref: string, column: TableColumn, value: TableCell, total = false): string {
  if (column.kind === 'percent') {
    if (typeof value !== 'number') return inline(ref, total ? STYLE.totalDash : STYLE.dash, '–');
    return `<c r="${ref}" s="${total ? STYLE.totalPercent : STYLE.percent}"><v>${value / 10_000}</v></c>`;
  }
  if (typeof value === 'number') {
    return `<c r="${ref}" s="${total ? STYLE.totalInteger : STYLE.integer}"><v>${value}</v></c>`;
  }
  const text = value ?? '';
  if (total) return inline(ref, STYLE.totalText, text);
  return inline(ref, /^[=+\-@\t\r]/.test(text) ? STYLE.textQuoted : STYLE.text, text);
}

/** A workbook of A4 landscape sheets with a frozen header that repeats on every printed page. Numbers stay numbers. */
export async function writeWorkbook(
  sheets: readonly Sheet[],
  sink: ByteSink,
  onRow?: (done: number) => Promise<void> | void,
): Promise<void> {
  const zip = new ZipWriter(sink);
  await zip.file('[Content_Types].xml', contentTypes(sheets.length));
  await zip.file(
    '_rels/.rels',
    `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  await zip.file('xl/workbook.xml', workbookXml(sheets));
  await zip.file('xl/_rels/workbook.xml.rels', workbookRels(sheets.length));
  await zip.file('xl/styles.xml', STYLES);
  const breathe = makeBreath();
  let done = 0;
  for (const [i, sheet] of sheets.entries()) {
    const entry = zip.entry(`xl/worksheets/sheet${i + 1}.xml`);
    const { columns, total, rows } = sheet.table;
    const refs = columns.map((_, c) => columnName(c));
    const headerRow = sheet.heading.length + 1;
    await entry.write(sheetHead(sheet, headerRow, i === 0));
    for (const [h, line] of sheet.heading.entries()) {
      await entry.write(`<row r="${h + 1}">${inline(`A${h + 1}`, h === 0 ? STYLE.title : STYLE.subtitle, line)}</row>`);
    }
    let row = headerRow;
    await entry.write(
      `<row r="${row}" ht="36" customHeight="1">${columns.map((c, x) => inline(`${refs[x]}${row}`, STYLE.header, c.title)).join('')}</row>`,
    );
    const put = async (cells: TableCell[], isTotal: boolean) => {
      row += 1;
      await entry.write(
        `<row r="${row}">${columns.map((c, x) => cellXml(`${refs[x]}${row}`, c, cells[x] ?? null, isTotal)).join('')}</row>`,
      );
    };
    if (total) await put(total, true);
    for (const cells of rows) {
      await put(cells, false);
      done += 1;
      await breathe();
      if (onRow && done % 500 === 0) await onRow(done);
    }
    const lastRow = row;
    for (const note of sheet.notes) {
      row += 1;
      await entry.write(`<row r="${row}">${inline(`A${row}`, STYLE.note, note)}</row>`);
    }
    await entry.write(sheetTail(refs[refs.length - 1] ?? 'A', headerRow, lastRow));
    await entry.end();
  }
  await zip.end();
}

function sheetHead(sheet: Sheet, headerRow: number, active: boolean): string {
  // Excel counts a column in characters of the default font: at 12 pt about 2.1 mm each.
  const cols = sheet.table.columns.map(
    (c, i) => `<col min="${i + 1}" max="${i + 1}" width="${(c.widthMm / 2.1).toFixed(1)}" customWidth="1"/>`,
  );
  return `${HEAD}<worksheet xmlns="${NS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"${active ? ' tabSelected="1"' : ''}><pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols.join('')}</cols><sheetData>`;
}

function sheetTail(lastColumn: string, headerRow: number, lastRow: number): string {
  return `</sheetData><autoFilter ref="A${headerRow}:${lastColumn}${Math.max(lastRow, headerRow)}"/><pageMargins left="0.59" right="0.59" top="0.79" bottom="0.79" header="0.39" footer="0.39"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddHeader>&amp;C&amp;P</oddHeader></headerFooter></worksheet>`;
}

function workbookXml(sheets: readonly Sheet[]): string {
  const names = sheets.map((s) => s.name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31));
  const list = names.map((name, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  const titles = sheets.map((s, i) => {
    const quoted = xmlText(`'${(names[i] ?? '').replaceAll("'", "''")}'`);
    const row = s.heading.length + 1;
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${quoted}!$${row}:$${row}</definedName>`;
  });
  return `${HEAD}<workbook xmlns="${NS}" xmlns:r="${RELS}"><sheets>${list.join('')}</sheets><definedNames>${titles.join('')}</definedNames></workbook>`;
}

function workbookRels(count: number): string {
  const list = Array.from(
    { length: count },
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${RELS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}<Relationship Id="rId${count + 1}" Type="${RELS}/styles" Target="styles.xml"/></Relationships>`;
}

function contentTypes(count: number): string {
  const main = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const list = Array.from(
    { length: count },
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${main}.worksheet+xml"/>`,
  );
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${main}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${main}.styles+xml"/>${list.join('')}</Types>`;
}
