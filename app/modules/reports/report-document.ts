import type { TableModel } from './table-model';

export interface TextRun {
  text: string;
  bold?: boolean;
  italic?: boolean;
}

/** A paragraph of the body. `indent`: first line by the form's 10 mm. */
export type ReportBlock = { kind: 'heading'; level: 1 | 2; text: string } | { kind: 'paragraph'; runs: TextRun[] };

export interface ReportAnnex {
  number: number;
  title: string;
  /** Name of the sheet in the workbook. */
  sheet: string;
  table: TableModel & { rows: TableModel['rows'] };
  notes: string[];
}

export interface Signature {
  authority: string;
  office: string;
  name: string;
}

/** A report as content, without fonts or pages: every renderer draws the same one. */
export interface ReportDocument {
  superior: string;
  issuer: string;
  reference: string;
  motto: string;
  placeAndDate: string;
  title: string;
  abstract: string;
  blocks: ReportBlock[];
  signature: Signature;
  /** Minutes are signed by two: who wrote them stands on the left, above the recipients. DOCX only. */
  writerSignature?: Signature;
  recipientsTitle: string;
  recipients: string[];
  annexes: ReportAnnex[];
  /** Under each annex's title, in italics. */
  annexReference: string;
  /** For the file's properties; never the moment of rendering, so that the same report gives the same bytes. */
  frozenAt: string;
  language: 'vi-VN';
}
