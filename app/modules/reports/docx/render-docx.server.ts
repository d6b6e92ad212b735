import { makeBreath } from '../breathe';
import type { DocumentForm } from '../document-form';
import type { ReportBlock, ReportDocument, Signature } from '../report-document';
import { xmlText } from '../xml-text';
import { type ByteSink, type ZipEntry, ZipWriter } from '../zip-stream.server';
import { coreXml, DOCX_FIXED_PARTS, NAMESPACES, numberHeader, stylesXml } from './docx-parts';
import { writeDocxTable } from './docx-table.server';
import { mmTwips, twips } from './measure';

/**
 * Writes a report as DOCX, straight to WordprocessingML (the `docx` package holds the whole tree of a 10,000-row annex in
 * memory: 735 MB). Rows are written as they come. Word and LibreOffice open it without repair.
 */
export async function renderDocx(
  doc: ReportDocument,
  form: DocumentForm,
  sink: ByteSink,
  onRow?: (rows: number) => Promise<void>,
): Promise<void> {
  const zip = new ZipWriter(sink);
  for (const [name, content] of Object.entries(DOCX_FIXED_PARTS)) await zip.file(name, content);
  await zip.file('docProps/core.xml', coreXml(doc));
  await zip.file('word/styles.xml', stylesXml(form));
  await zip.file('word/header1.xml', numberHeader(form));
  const entry = zip.entry('word/document.xml');
  const breathe = makeBreath();
  await entry.write(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document ${NAMESPACES}><w:body>`);
  await entry.write(headerTable(doc, form));
  await entry.write(titleLines(doc, form));
  for (const block of doc.blocks) await entry.write(blockXml(block, form));
  await entry.write(closing(doc, form));
  const body = sectionProperties(form, false, true);
  await entry.write(doc.annexes.length === 0 ? body : `<w:p><w:pPr>${body}</w:pPr></w:p>`);
  for (const [i, annex] of doc.annexes.entries()) {
    const last = i === doc.annexes.length - 1;
    const { bodyPt, annexPt } = form.text;
    await entry.write(line(`Phụ lục ${annex.number}`, { bold: true, size: bodyPt, align: 'center' }));
    await entry.write(line(annex.title, { bold: true, size: bodyPt, align: 'center' }));
    await entry.write(line(doc.annexReference, { italic: true, size: annexPt, align: 'center', after: 6 }));
    await writeDocxTable(entry, annex.table, form, breathe, onRow);
    for (const note of annex.notes)
      await entry.write(line(note, { italic: true, size: annexPt, align: 'left', before: 3 }));
    await endSection(entry, form, last);
  }
  await entry.write('</w:body></w:document>');
  await entry.end();
  await zip.end();
}

/** Each annex is a section of its own; the last one's properties end the body. */
async function endSection(entry: ZipEntry, form: DocumentForm, last: boolean): Promise<void> {
  const properties = sectionProperties(form, true, false);
  await entry.write(
    last
      ? properties
      : `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>${properties}</w:pPr></w:p>`,
  );
}

function sectionProperties(form: DocumentForm, landscape: boolean, first: boolean): string {
  const { page } = form;
  const size = landscape
    ? `<w:pgSz w:w="${mmTwips(page.heightMm)}" w:h="${mmTwips(page.widthMm)}" w:orient="landscape"/>`
    : `<w:pgSz w:w="${mmTwips(page.widthMm)}" w:h="${mmTwips(page.heightMm)}"/>`;
  // The page number sits in the middle of the top margin; the first page of the report has none.
  const margins = `<w:pgMar w:top="${mmTwips(page.topMm)}" w:right="${mmTwips(page.rightMm)}" w:bottom="${mmTwips(page.bottomMm)}" w:left="${mmTwips(page.leftMm)}" w:header="${mmTwips(page.topMm / 2 - 2.5)}" w:footer="${mmTwips(page.bottomMm / 2)}" w:gutter="0"/>`;
  return `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>${size}${margins}${first ? '<w:titlePg/>' : ''}</w:sectPr>`;
}

interface LineStyle {
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  size: number;
  align: 'left' | 'center' | 'both';
  before?: number;
  after?: number;
  exact?: number;
  keepNext?: boolean;
}

const runXml = (text: string, style: Pick<LineStyle, 'bold' | 'italic' | 'underline' | 'size'>) =>
  `<w:r><w:rPr>${style.bold ? '<w:b/>' : ''}${style.italic ? '<w:i/>' : ''}<w:sz w:val="${style.size * 2}"/><w:szCs w:val="${style.size * 2}"/>${style.underline ? '<w:u w:val="single"/>' : ''}</w:rPr><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r>`;

function line(text: string, style: LineStyle): string {
  const exact = style.exact ?? 18;
  return `<w:p><w:pPr>${style.keepNext ? '<w:keepNext/>' : ''}<w:spacing w:before="${twips(style.before ?? 0)}" w:after="${twips(style.after ?? 0)}" w:line="${twips(exact)}" w:lineRule="exact"/><w:ind w:firstLine="0"/><w:jc w:val="${style.align}"/></w:pPr>${text === '' ? '' : runXml(text, style)}</w:p>`;
}

const cell = (width: number, content: string) =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${content}</w:tc>`;

/** A table without borders: two columns side by side. */
function twoColumns(left: [number, string], right: [number, string]): string {
  return `<w:tbl><w:tblPr><w:tblW w:w="${left[0] + right[0]}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="${left[0]}"/><w:gridCol w:w="${right[0]}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>${cell(...left)}${cell(...right)}</w:tr></w:tbl>`;
}

/** Width of a line in bold capitals, from Times' advance widths: enough to draw a rule as wide as the words. */
function boldWidthPt(text: string, size: number): number {
  const wide: Record<string, number> = {
    ' ': 0.25,
    A: 0.722,
    Ả: 0.722,
    Ạ: 0.722,
    Ă: 0.722,
    C: 0.722,
    D: 0.722,
    Đ: 0.722,
    E: 0.667,
    Ê: 0.667,
    Ệ: 0.667,
    G: 0.778,
    I: 0.389,
    M: 0.944,
    N: 0.722,
    O: 0.778,
    Ộ: 0.778,
    S: 0.556,
    T: 0.667,
    V: 0.722,
  };
  return [...text.normalize('NFC')].reduce((sum, char) => sum + (wide[char] ?? 0.7), 0) * size;
}

function headerTable(doc: ReportDocument, form: DocumentForm): string {
  const { bodyPt, mottoPt, linePt } = form.text;
  const whole = mmTwips(form.page.widthMm - form.page.leftMm - form.page.rightMm);
  const left = mmTwips(72);
  const right = whole - left;
  const side = (right - twips(boldWidthPt(doc.motto, mottoPt))) / 2;
  const rule = `<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:before="20" w:after="0" w:line="${twips(5)}" w:lineRule="exact"/><w:ind w:left="${Math.max(0, Math.round(side))}" w:right="${Math.max(0, Math.round(side))}" w:firstLine="0"/></w:pPr></w:p>`;
  const centre = (text: string, bold = false) =>
    text === '' ? '' : line(text, { size: bodyPt, bold, align: 'center', exact: linePt });
  return twoColumns(
    [left, centre(doc.superior) + centre(doc.issuer, true) + centre('*') + centre(doc.reference)],
    [
      right,
      line(doc.motto, { size: mottoPt, bold: true, align: 'center', exact: linePt }) +
        rule +
        line(doc.placeAndDate, { size: bodyPt, italic: true, align: 'center', exact: linePt }),
    ],
  );
}

function titleLines(doc: ReportDocument, form: DocumentForm): string {
  const { bodyPt, titlePt, linePt } = form.text;
  return (
    line(doc.title, { size: titlePt, bold: true, align: 'center', before: 18, exact: linePt + 2 }) +
    line(doc.abstract, { size: bodyPt, bold: true, align: 'center', exact: linePt }) +
    line('-----', { size: bodyPt, align: 'center', exact: linePt })
  );
}

function blockXml(block: ReportBlock, form: DocumentForm): string {
  const size = form.text.bodyPt;
  if (block.kind === 'heading') {
    return `<w:p><w:pPr><w:pStyle w:val="Heading${block.level}"/></w:pPr>${runXml(block.text, { size, bold: true })}</w:p>`;
  }
  const runs = block.runs.map((run) => runXml(run.text, { size, bold: run.bold, italic: run.italic }));
  return `<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>${runs.join('')}</w:p>`;
}

function closing(doc: ReportDocument, form: DocumentForm): string {
  const { bodyPt, recipientsPt, linePt } = form.text;
  const whole = mmTwips(form.page.widthMm - form.page.leftMm - form.page.rightMm);
  const half = Math.round(whole / 2);
  const recipients = doc.recipients.map((text) => line(`- ${text}`, { size: recipientsPt, align: 'left', exact: 15 }));
  const centre = (text: string, bold = false) => line(text, { size: bodyPt, bold, align: 'center', exact: linePt });
  const title = `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="${twips(linePt)}" w:lineRule="exact"/><w:ind w:firstLine="0"/></w:pPr>${runXml(doc.recipientsTitle, { size: bodyPt, underline: true })}${runXml(':', { size: bodyPt })}</w:p>`;
  const signature = ({ authority, office, name }: Signature) =>
    centre(authority, true) + centre(office) + centre('').repeat(4) + centre(name, true);
  const space = line('', { size: bodyPt, align: 'left', exact: linePt });
  const signed: [number, string] = [whole - half, signature(doc.signature)];
  if (!doc.writerSignature) return space + twoColumns([half, title + recipients.join('')], signed);
  const below = recipients.length > 0 ? space + title + recipients.join('') : space;
  return space + twoColumns([half, signature(doc.writerSignature)], signed) + below;
}
