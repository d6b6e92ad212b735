import { makeBreath } from '~/modules/reports/breathe';
import type { ReportBlock, ReportDocument } from '~/modules/reports/report-document';
import type { ReportTemplate } from '~/modules/reports/report-template';
import { xmlText } from '~/modules/reports/xml-text';
import { type ByteSink, type ZipEntry, ZipWriter } from '~/modules/reports/zip-stream.server';
import { coreXml, DOCX_FIXED_PARTS, NAMESPACES, numberHeader, stylesXml } from './docx-parts';
import { writeDocxTable } from './docx-table';
import { mmTwips, twips } from './measure';

/**
 * Writes a report as DOCX, straight to WordprocessingML (the `docx` package holds the whole tree of a 10,000-row annex in
 * memory: 735 MB). Rows are written as they come. Word and LibreOffice open it without repair.
 */
export async function renderDocx(
  doc: ReportDocument,
  template: ReportTemplate,
  sink: ByteSink,
  onRow?: (rows: number) => Promise<void>,
): Promise<void> {
  const zip = new ZipWriter(sink);
  for (const [name, content] of Object.entries(DOCX_FIXED_PARTS)) await zip.file(name, content);
  await zip.file('docProps/core.xml', coreXml(doc));
  await zip.file('word/styles.xml', stylesXml(template));
  await zip.file('word/header1.xml', numberHeader(template));
  const entry = zip.entry('word/document.xml');
  const breathe = makeBreath();
  await entry.write(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document ${NAMESPACES}><w:body>`);
  await entry.write(headerTable(doc, template));
  await entry.write(titleLines(doc, template));
  for (const block of doc.blocks) await entry.write(blockXml(block, template));
  await entry.write(closing(doc, template));
  await entry.write(`<w:p><w:pPr>${sectionProperties(template, false, true)}</w:pPr></w:p>`);
  for (const [i, annex] of doc.annexes.entries()) {
    const last = i === doc.annexes.length - 1;
    const { bodyPt, annexPt } = template.text;
    await entry.write(line(`Phụ lục ${annex.number}`, { bold: true, size: bodyPt, align: 'center' }));
    await entry.write(line(annex.title, { bold: true, size: bodyPt, align: 'center' }));
    await entry.write(line(doc.annexReference, { italic: true, size: annexPt, align: 'center', after: 6 }));
    await writeDocxTable(entry, annex.table, template, breathe, onRow);
    for (const note of annex.notes)
      await entry.write(line(note, { italic: true, size: annexPt, align: 'left', before: 3 }));
    await endSection(entry, template, last);
  }
  await entry.write('</w:body></w:document>');
  await entry.end();
  await zip.end();
}

/** Each annex is a section of its own; the last one's properties end the body. */
async function endSection(entry: ZipEntry, template: ReportTemplate, last: boolean): Promise<void> {
  const properties = sectionProperties(template, true, false);
  await entry.write(
    last
      ? properties
      : `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>${properties}</w:pPr></w:p>`,
  );
}

function sectionProperties(template: ReportTemplate, landscape: boolean, first: boolean): string {
  const { page } = template;
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

function headerTable(doc: ReportDocument, template: ReportTemplate): string {
  const { bodyPt, mottoPt, linePt } = template.text;
  const whole = mmTwips(template.page.widthMm - template.page.leftMm - template.page.rightMm);
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

function titleLines(doc: ReportDocument, template: ReportTemplate): string {
  const { bodyPt, titlePt, linePt } = template.text;
  return (
    line(doc.title, { size: titlePt, bold: true, align: 'center', before: 18, exact: linePt + 2 }) +
    line(doc.abstract, { size: bodyPt, bold: true, align: 'center', exact: linePt }) +
    line('-----', { size: bodyPt, align: 'center', exact: linePt })
  );
}

function blockXml(block: ReportBlock, template: ReportTemplate): string {
  const size = template.text.bodyPt;
  if (block.kind === 'heading') {
    return `<w:p><w:pPr><w:pStyle w:val="Heading${block.level}"/></w:pPr>${runXml(block.text, { size, bold: true })}</w:p>`;
  }
  const runs = block.runs.map((run) => runXml(run.text, { size, bold: run.bold, italic: run.italic }));
  return `<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>${runs.join('')}</w:p>`;
}

function closing(doc: ReportDocument, template: ReportTemplate): string {
  const { bodyPt, recipientsPt, linePt } = template.text;
  const whole = mmTwips(template.page.widthMm - template.page.leftMm - template.page.rightMm);
  const half = Math.round(whole / 2);
  const recipients = doc.recipients.map((text) => line(`- ${text}`, { size: recipientsPt, align: 'left', exact: 15 }));
  const centre = (text: string, bold = false) => line(text, { size: bodyPt, bold, align: 'center', exact: linePt });
  const title = `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="${twips(linePt)}" w:lineRule="exact"/><w:ind w:firstLine="0"/></w:pPr>${runXml(doc.recipientsTitle, { size: bodyPt, underline: true })}${runXml(':', { size: bodyPt })}</w:p>`;
  return (
    line('', { size: bodyPt, align: 'left', exact: linePt }) +
    twoColumns(
      [half, title + recipients.join('')],
      [
        whole - half,
        centre(doc.signature.authority, true) +
          centre(doc.signature.office) +
          centre('').repeat(4) +
          centre(doc.signature.name, true),
      ],
    )
  );
}
