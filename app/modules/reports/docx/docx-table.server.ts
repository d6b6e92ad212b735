import type { DocumentForm } from '../document-form';
import type { TableCell, TableModel } from '../table-model';
import { xmlText } from '../xml-text';
import type { ZipEntry } from '../zip-stream.server';
import { cellAlign, cellText } from './cell-text';
import { mmTwips } from './measure';

const border = (side: string) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`;

/** A ruled table whose header row repeats on every page and whose rows are not split. Rows are written as they come. */
export async function writeDocxTable(
  entry: ZipEntry,
  table: TableModel,
  form: DocumentForm,
  breathe: () => Promise<void>,
  onRow?: (rows: number) => Promise<void>,
): Promise<void> {
  const { columns } = table;
  const available = mmTwips(form.page.heightMm - form.page.leftMm - form.page.rightMm);
  const sum = columns.reduce((total, column) => total + column.widthMm, 0);
  const widths = columns.map((column) => Math.floor((available * column.widthMm) / sum));
  const tc = (i: number, style: string, text: string) =>
    `<w:tc><w:tcPr><w:tcW w:w="${widths[i]}" w:type="dxa"/>${style === 'CellHead' ? '<w:vAlign w:val="center"/>' : ''}</w:tcPr><w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${text === '' ? '' : `<w:r><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r>`}</w:p></w:tc>`;
  const styles = columns.map(
    (column) => ({ left: 'CellText', center: 'CellCentre', right: 'CellNumber' })[cellAlign(column)],
  );
  const row = (cells: readonly TableCell[], bold: boolean) =>
    `<w:tr><w:trPr><w:cantSplit/></w:trPr>${columns.map((column, i) => tc(i, bold ? (column.kind === 'text' ? 'CellTextBold' : 'CellNumberBold') : (styles[i] ?? 'CellText'), cellText(column, cells[i] ?? null))).join('')}</w:tr>`;

  await entry.write(
    `<w:tbl><w:tblPr><w:tblW w:w="${widths.reduce((a, b) => a + b, 0)}" w:type="dxa"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('')}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>${widths.map((w) => `<w:gridCol w:w="${w}"/>`).join('')}</w:tblGrid>`,
  );
  await entry.write(
    `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${columns.map((column, i) => tc(i, 'CellHead', column.title)).join('')}</w:tr>`,
  );
  if (table.total) await entry.write(row(table.total, true));
  let done = 0;
  for (const cells of table.rows) {
    await entry.write(row(cells, false));
    done += 1;
    await breathe();
    if (onRow && done % 500 === 0) await onRow(done);
  }
  await entry.write('</w:tbl>');
}
