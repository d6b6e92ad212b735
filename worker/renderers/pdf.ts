import PDFDocument from 'pdfkit';
import { makeBreath } from '~/modules/reports/breathe';
import { mm } from '~/modules/reports/docx/measure';
import type { ReportAnnex, ReportBlock, ReportDocument } from '~/modules/reports/report-document';
import type { ReportTemplate } from '~/modules/reports/report-template';
import { drawTable } from './pdf-table';
import { layoutParagraph, lineOffset, Typesetter } from './pdf-text';
import { FACE_NAMES, tinos } from './tinos';

/** Content bytes in order; the caller stores them. */
export type PdfSink = (chunk: Uint8Array) => void;

/**
 * Draws a report as PDF with pdfkit: A4, Tinos embedded, real text (it can be searched and copied).
 * Gives the event loop a turn between blocks and rows. `onRow` is called every few hundred annex rows.
 */
export async function renderPdf(
  doc: ReportDocument,
  template: ReportTemplate,
  sink: PdfSink,
  onRow?: (rows: number) => Promise<void>,
): Promise<void> {
  const { page } = template;
  const moment = new Date(doc.frozenAt);
  const pdf = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    lang: doc.language,
    displayTitle: true,
    compress: true,
    info: {
      Title: `${doc.title} ${doc.abstract}`,
      Author: doc.issuer,
      Creator: 'Điểm Cầu',
      CreationDate: moment,
      ModDate: moment,
    },
  });
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', sink);
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  for (const face of FACE_NAMES) pdf.registerFont(face, tinos(face));
  const type = new Typesetter(pdf);
  const breathe = makeBreath();
  let pages = 0;
  const addPage = (landscape: boolean): void => {
    pdf.addPage({
      size: [mm(landscape ? page.heightMm : page.widthMm), mm(landscape ? page.widthMm : page.heightMm)],
      margin: 0,
    });
    pages += 1;
    // The number stands centred in the top margin, from page 2.
    if (pages > 1)
      type.centred(
        String(pages),
        { face: 'regular', size: template.text.bodyPt },
        0,
        mm(page.topMm / 2) - template.text.bodyPt * 0.35,
        pdf.page.width,
      );
  };
  const frame = {
    left: mm(page.leftMm),
    top: mm(page.topMm),
    width: mm(page.widthMm - page.leftMm - page.rightMm),
    bottom: mm(page.heightMm - page.bottomMm),
  };
  addPage(false);
  let y = header(type, doc, template, frame);
  for (const block of doc.blocks) {
    y = body(type, block, template, frame, y, () => addPage(false));
    await breathe();
  }
  closing(type, doc, template, frame, y, () => addPage(false));
  for (const annex of doc.annexes) {
    addPage(true);
    await drawAnnex(type, doc, annex, template, () => addPage(true), breathe, onRow);
  }
  pdf.end();
  await done;
}

interface Frame {
  left: number;
  top: number;
  width: number;
  bottom: number;
}

function header(type: Typesetter, doc: ReportDocument, template: ReportTemplate, frame: Frame): number {
  const { bodyPt, mottoPt, titlePt, linePt } = template.text;
  const leftWidth = mm(72);
  const right = { x: frame.left + leftWidth, width: frame.width - leftWidth };
  let y = frame.top;
  for (const [text, face] of [
    [doc.superior, 'regular'],
    [doc.issuer, 'bold'],
    ['*', 'regular'],
    [doc.reference, 'regular'],
  ] as const) {
    if (text === '') continue;
    for (const line of type.wrap(text, { face, size: bodyPt }, leftWidth - mm(2))) {
      type.centred(line, { face, size: bodyPt }, frame.left, y + lineOffset(linePt, bodyPt), leftWidth);
      y += linePt;
    }
  }
  const leftEnd = y;
  y = frame.top;
  const motto = { face: 'bold', size: mottoPt } as const;
  type.centred(doc.motto, motto, right.x, y + lineOffset(linePt, mottoPt), right.width);
  const width = type.width(doc.motto, motto);
  const x = right.x + (right.width - width) / 2;
  y += linePt + 2;
  type.line(x, y, x + width, y, 0.75);
  y += 6;
  type.centred(
    doc.placeAndDate,
    { face: 'italic', size: bodyPt },
    right.x,
    y + lineOffset(linePt, bodyPt),
    right.width,
  );
  y = Math.max(leftEnd, y + linePt) + 18;
  type.centred(doc.title, { face: 'bold', size: titlePt }, frame.left, y + lineOffset(linePt, titlePt), frame.width);
  y += linePt + 2;
  for (const line of type.wrap(doc.abstract, { face: 'bold', size: bodyPt }, frame.width - mm(10))) {
    type.centred(line, { face: 'bold', size: bodyPt }, frame.left, y + lineOffset(linePt, bodyPt), frame.width);
    y += linePt;
  }
  type.centred('-----', { face: 'regular', size: bodyPt }, frame.left, y + lineOffset(linePt, bodyPt), frame.width);
  return y + linePt + 6;
}

function body(
  type: Typesetter,
  block: ReportBlock,
  template: ReportTemplate,
  frame: Frame,
  from: number,
  newPage: () => void,
): number {
  const { bodyPt, linePt, beforePt, firstLineMm } = template.text;
  const runs = block.kind === 'heading' ? [{ text: block.text, bold: true }] : block.runs;
  const lines = layoutParagraph(type, runs, bodyPt, frame.width, mm(firstLineMm));
  let y = from + beforePt;
  // A heading keeps with what follows it; a paragraph leaves no single line behind.
  const needed = block.kind === 'heading' ? lines.length + 2 : Math.min(2, lines.length);
  if (y + needed * linePt > frame.bottom) {
    newPage();
    y = frame.top;
  }
  for (const [i, line] of lines.entries()) {
    const widow = i === lines.length - 2 && y + 2 * linePt > frame.bottom && lines.length > 2;
    if (y + linePt > frame.bottom || widow) {
      newPage();
      y = frame.top;
    }
    type.justified(line, frame.left, y + lineOffset(linePt, bodyPt), frame.width, bodyPt);
    y += linePt;
  }
  return y;
}

function closing(
  type: Typesetter,
  doc: ReportDocument,
  template: ReportTemplate,
  frame: Frame,
  from: number,
  newPage: () => void,
): void {
  const { bodyPt, linePt, recipientsPt } = template.text;
  const half = frame.width / 2;
  const signature: [string, 'bold' | 'regular'][] = [
    [doc.signature.authority, 'bold'],
    [doc.signature.office, 'regular'],
    ['', 'regular'],
    ['', 'regular'],
    ['', 'regular'],
    ['', 'regular'],
    [doc.signature.name, 'bold'],
  ];
  const recipients = doc.recipients.flatMap((text) =>
    type.wrap(`- ${text}`, { face: 'regular', size: recipientsPt }, half - mm(4)),
  );
  const height = Math.max(signature.length * linePt, linePt + recipients.length * 15);
  let top = from + 18;
  if (top + height > frame.bottom) {
    newPage();
    top = frame.top;
  }
  let y = top;
  const title = `${doc.recipientsTitle}:`;
  type.at(title, { face: 'regular', size: bodyPt }, frame.left, y + lineOffset(linePt, bodyPt));
  type.line(
    frame.left,
    y + linePt - 3,
    frame.left + type.width(doc.recipientsTitle, { face: 'regular', size: bodyPt }),
    y + linePt - 3,
    0.6,
  );
  y += linePt;
  for (const line of recipients) {
    type.at(line, { face: 'regular', size: recipientsPt }, frame.left, y + lineOffset(15, recipientsPt));
    y += 15;
  }
  y = top;
  for (const [text, face] of signature) {
    if (text) type.centred(text, { face, size: bodyPt }, frame.left + half, y + lineOffset(linePt, bodyPt), half);
    y += linePt;
  }
}

async function drawAnnex(
  type: Typesetter,
  doc: ReportDocument,
  annex: ReportAnnex,
  template: ReportTemplate,
  newPage: () => void,
  breathe: () => Promise<void>,
  onRow: ((rows: number) => Promise<void>) | undefined,
): Promise<void> {
  const { page, text } = template;
  // The same margins, on a page turned by a quarter.
  const frame = {
    left: mm(page.leftMm),
    top: mm(page.topMm),
    width: mm(page.heightMm - page.leftMm - page.rightMm),
    bottom: mm(page.widthMm - page.bottomMm),
  };
  let y = frame.top;
  for (const [line, face, size] of [
    [`Phụ lục ${annex.number}`, 'bold', text.bodyPt],
    [annex.title, 'bold', text.bodyPt],
    [doc.annexReference, 'italic', text.annexPt],
  ] as const) {
    type.centred(line, { face, size }, frame.left, y + lineOffset(text.linePt, size), frame.width);
    y += text.linePt;
  }
  y = await drawTable(type, annex.table, frame, y + 6, text.annexPt, newPage, breathe, onRow);
  for (const note of annex.notes) {
    for (const line of type.wrap(note, { face: 'italic', size: text.annexPt }, frame.width)) {
      if (y + text.linePt > frame.bottom) {
        newPage();
        y = frame.top;
      }
      type.at(line, { face: 'italic', size: text.annexPt }, frame.left, y + 3 + lineOffset(text.linePt, text.annexPt));
      y += text.linePt;
    }
  }
}
