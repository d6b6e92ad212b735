import type { ReportDocument } from '~/modules/reports/report-document';
import { writeWorkbook } from '~/modules/reports/xlsx-sheet.server';
import type { ByteSink } from '~/modules/reports/zip-stream.server';

/** The annexes as sheets: numbers stay numbers, rates are percentages, A4 landscape with the header on every page. */
export async function renderXlsx(
  doc: ReportDocument,
  sink: ByteSink,
  onRow?: (rows: number) => Promise<void>,
): Promise<void> {
  await writeWorkbook(
    doc.annexes.map((annex) => ({
      name: annex.sheet,
      heading: [`Phụ lục ${annex.number}. ${annex.title}`, doc.issuer, doc.annexReference],
      table: annex.table,
      notes: annex.notes,
    })),
    sink,
    onRow,
  );
}
