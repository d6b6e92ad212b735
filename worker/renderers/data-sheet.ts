import { once } from 'node:events';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { DataSection } from '~/modules/privacy/describe-my-data';
import { makeBreath } from '~/modules/reports/breathe';
import { mm } from '~/modules/reports/docx/measure';
import { Typesetter } from './pdf-text';
import { FACE_NAMES, tinos } from './tinos';

const PAGE = { width: mm(210), height: mm(297), left: mm(20), top: mm(18), bottom: mm(279) };
const WIDTH = PAGE.width - 2 * PAGE.left;
const BODY = 11;
const LINE = 15;
const GAP = 8;

export interface DataSheet {
  title: string;
  lead: string[];
  sections: readonly DataSection[];
  /** Where a section has no rows. */
  nothing: string;
}

/** One person's data on A4, in Tinos: facts in two columns, tables with their heads on every page. */
export async function renderDataSheet(sheet: DataSheet, out: Writable): Promise<void> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    lang: 'vi-VN',
    info: { Title: sheet.title },
  });
  for (const face of FACE_NAMES) pdf.registerFont(face, tinos(face));
  pdf.pipe(out);
  const type = new Typesetter(pdf);
  const breathe = makeBreath();
  let y = 0;
  let page = 0;
  const newPage = () => {
    pdf.addPage();
    page += 1;
    if (page > 1) type.centred(String(page), { face: 'regular', size: BODY }, PAGE.left, mm(10), WIDTH);
    y = PAGE.top;
  };
  /** Room for `height`, else a new page; true when it was turned. */
  const room = (height: number): boolean => {
    if (y + height <= PAGE.bottom) return false;
    newPage();
    return true;
  };
  const paragraph = (text: string, face: 'regular' | 'bold' | 'italic', size = BODY) => {
    for (const line of type.wrap(text.normalize('NFC'), { face, size }, WIDTH)) {
      room(size * 1.4);
      type.at(line, { face, size }, PAGE.left, y);
      y += size * 1.4;
    }
  };
  const row = (cells: readonly string[], widths: readonly number[], faces: readonly ('regular' | 'bold')[]): number => {
    const lines = cells.map((cell, i) =>
      type.wrap(
        cell.normalize('NFC').replace(/\s+/g, ' '),
        { face: faces[i] ?? 'regular', size: BODY },
        (widths[i] ?? 0) - GAP,
      ),
    );
    const height = Math.max(...lines.map((one) => one.length)) * LINE + 4;
    return drawRow(lines, height, widths, faces);
  };
  const drawRow = (
    lines: string[][],
    height: number,
    widths: readonly number[],
    faces: readonly ('regular' | 'bold')[],
  ) => {
    let x = PAGE.left;
    for (const [i, cell] of lines.entries()) {
      for (const [n, line] of cell.entries())
        type.at(line, { face: faces[i] ?? 'regular', size: BODY }, x, y + n * LINE);
      x += widths[i] ?? 0;
    }
    y += height;
    type.line(PAGE.left, y - 3, PAGE.left + WIDTH, y - 3, 0.3);
    return height;
  };

  newPage();
  paragraph(sheet.title, 'bold', 16);
  y += 4;
  for (const line of sheet.lead) paragraph(line, 'italic');
  for (const section of sheet.sections) {
    y += 14;
    room(60);
    paragraph(section.title, 'bold', 13);
    if (section.note) paragraph(section.note, 'italic');
    y += 4;
    if (section.rows.length === 0) paragraph(sheet.nothing, 'regular');
    const { columns } = section;
    const widths = columns ? columns.map((_, i) => WIDTH * share(i, columns.length)) : [WIDTH * 0.35, WIDTH * 0.65];
    const head = () =>
      columns &&
      section.rows.length > 0 &&
      row(
        columns,
        widths,
        columns.map(() => 'bold'),
      );
    room(40);
    head();
    for (const cells of section.rows) {
      // The longest cell of a person's own words is 2,000 characters: under a page.
      const tallest = Math.max(
        ...cells.map((cell, i) =>
          Math.ceil((type.width(cell, { face: 'regular', size: BODY }) * 1.2) / (widths[i] ?? 1)),
        ),
      );
      if (room(Math.min(tallest, 40) * LINE + 8)) head();
      row(
        cells,
        widths,
        cells.map(() => 'regular'),
      );
      await breathe();
    }
  }
  pdf.end();
  await once(out, 'finish');
}

/** The first column names the row and gets more. */
const share = (i: number, columns: number): number => (i === 0 ? 0.36 : 0.64 / (columns - 1));
