import { cellAlign, cellText } from '~/modules/reports/docx/cell-text';
import { mm } from '~/modules/reports/docx/measure';
import type { TableCell, TableModel } from '~/modules/reports/table-model';
import type { Style, Typesetter } from './pdf-text';

interface Frame {
  left: number;
  top: number;
  width: number;
  bottom: number;
}

const PAD = 2.5;

/** A ruled table over as many pages as it needs, the header row repeated on each. Returns where it ends on the last page. */
export async function drawTable(
  type: Typesetter,
  table: TableModel,
  frame: Frame,
  from: number,
  size: number,
  newPage: () => void,
  breathe: () => Promise<void>,
  onRow?: (rows: number) => Promise<void>,
): Promise<number> {
  const columns = table.columns;
  const total = columns.reduce((sum, column) => sum + column.widthMm, 0);
  const widths = columns.map((column) => (mm(column.widthMm) * frame.width) / mm(total));
  const lineHeight = size * 1.2;
  let y = from;
  let segmentTop = from;

  // Verticals are drawn once a page, from the top of the table to its end there.
  const closeSegment = () => {
    let x = frame.left;
    type.line(x, segmentTop, x, y, 0.5);
    for (const width of widths) {
      x += width;
      type.line(x, segmentTop, x, y, 0.5);
    }
  };
  const drawRow = (cells: readonly string[][], heights: number, style: Style, centre: boolean) => {
    let x = frame.left;
    columns.forEach((column, i) => {
      const lines = cells[i] ?? [];
      const width = (widths[i] ?? 0) - 2 * PAD;
      let at =
        y + PAD + (centre ? (heights - 2 * PAD - lines.length * lineHeight) / 2 : 0) + (lineHeight - size * 1.107) / 2;
      const align = centre ? 'center' : cellAlign(column);
      for (const line of lines) {
        if (align === 'left') type.at(line, style, x + PAD, at);
        else if (align === 'center') type.centred(line, style, x + PAD, at, width);
        else type.rightAligned(line, style, x + PAD, at, width);
        at += lineHeight;
      }
      x += widths[i] ?? 0;
    });
    y += heights;
    type.line(frame.left, y, frame.left + frame.width, y, 0.5);
  };
  const wrapRow = (texts: readonly string[], style: Style) =>
    texts.map((text, i) => type.wrap(text, style, (widths[i] ?? 0) - 2 * PAD));
  const heightOf = (cells: readonly string[][]) =>
    Math.max(1, ...cells.map((lines) => lines.length)) * lineHeight + 2 * PAD;

  const bold: Style = { face: 'bold', size };
  const regular: Style = { face: 'regular', size };
  const head = wrapRow(
    columns.map((column) => column.title),
    bold,
  );
  const headHeight = heightOf(head);
  const startSegment = () => {
    segmentTop = y;
    type.line(frame.left, y, frame.left + frame.width, y, 0.5);
    drawRow(head, headHeight, bold, true);
  };
  const put = (row: readonly TableCell[], style: Style) => {
    const cells = wrapRow(
      columns.map((column, i) => cellText(column, row[i] ?? null)),
      style,
    );
    const height = heightOf(cells);
    if (y + height > frame.bottom) {
      closeSegment();
      newPage();
      y = frame.top;
      startSegment();
    }
    drawRow(cells, height, style, false);
  };

  startSegment();
  if (table.total) put(table.total, bold);
  let done = 0;
  for (const row of table.rows) {
    put(row, regular);
    done += 1;
    await breathe();
    if (onRow && done % 500 === 0) await onRow(done);
  }
  closeSegment();
  return y;
}
