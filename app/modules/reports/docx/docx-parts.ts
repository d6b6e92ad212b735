import type { DocumentForm } from '../document-form';
import type { ReportDocument } from '../report-document';
import { xmlText } from '../xml-text';
import { mmTwips, twips } from './measure';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const WML = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

export const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** Parts that are the same in every report. */
export const DOCX_FIXED_PARTS: Record<string, string> = {
  '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WML}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${WML}.styles+xml"/><Override PartName="/word/header1.xml" ContentType="${WML}.header+xml"/><Override PartName="/word/settings.xml" ContentType="${WML}.settings+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
  '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
  'word/_rels/document.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${OFFICE}/header" Target="header1.xml"/><Relationship Id="rId3" Type="${OFFICE}/settings" Target="settings.xml"/></Relationships>`,
  'word/settings.xml': `${HEAD}<w:settings ${NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="vi-VN"/></w:settings>`,
};

export function coreXml(doc: ReportDocument): string {
  const when = `${doc.frozenAt.slice(0, 19)}Z`;
  return `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(`${doc.title} ${doc.abstract}`)}</dc:title><dc:creator>${xmlText(doc.issuer)}</dc:creator><dc:language>vi-VN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified></cp:coreProperties>`;
}

/** Styles in the form's terms, so that a clerk who goes on writing keeps the form. */
export function stylesXml(form: DocumentForm): string {
  const { font, bodyPt, annexPt, linePt, beforePt, firstLineMm } = form.text;
  const fonts = `<w:rFonts w:ascii="${xmlText(font)}" w:hAnsi="${xmlText(font)}" w:cs="${xmlText(font)}" w:eastAsia="${xmlText(font)}"/>`;
  const body = `<w:spacing w:before="${twips(beforePt)}" w:after="0" w:line="${twips(linePt)}" w:lineRule="exact"/><w:ind w:firstLine="${mmTwips(firstLineMm)}"/><w:jc w:val="both"/>`;
  const heading = (level: number) =>
    `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="BodyText"/><w:next w:val="BodyText"/><w:uiPriority w:val="9"/><w:qFormat/><w:pPr><w:keepNext/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>`;
  const cellStyle = (id: string, align: string, bold = false) =>
    `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/><w:jc w:val="${align}"/></w:pPr><w:rPr>${bold ? '<w:b/>' : ''}<w:sz w:val="${annexPt * 2}"/><w:szCs w:val="${annexPt * 2}"/></w:rPr></w:style>`;
  return `${HEAD}<w:styles ${NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>${fonts}<w:color w:val="000000"/><w:sz w:val="${bodyPt * 2}"/><w:szCs w:val="${bodyPt * 2}"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="paragraph" w:styleId="BodyText"><w:name w:val="Body Text"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>${body}</w:pPr></w:style>${heading(1)}${heading(2)}${cellStyle('CellText', 'left')}${cellStyle('CellNumber', 'right')}${cellStyle('CellCentre', 'center')}${cellStyle('CellHead', 'center', true)}${cellStyle('CellTextBold', 'left', true)}${cellStyle('CellNumberBold', 'right', true)}<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style></w:styles>`;
}

/** The page number, centred in the top margin. */
export function numberHeader(form: DocumentForm): string {
  const size = form.text.bodyPt * 2;
  const run = (inner: string) => `<w:r><w:rPr><w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr>${inner}</w:r>`;
  return `${HEAD}<w:hdr ${NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>${run('<w:fldChar w:fldCharType="begin"/>')}${run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')}${run('<w:fldChar w:fldCharType="separate"/>')}${run('<w:t>2</w:t>')}${run('<w:fldChar w:fldCharType="end"/>')}</w:p></w:hdr>`;
}
