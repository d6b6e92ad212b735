import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import ExcelJS from 'exceljs';
import type { Figures } from '~/modules/reports/figures';
import type { ReportFormat } from '~/modules/reports/schema';
import { formatNumber, formatRate } from '~/platform/format';
import type { Services } from '~/platform/services';

/** The bytes of a report's file as they stand in storage. */
export async function readReportFile(
  { db, storage }: Services,
  reportId: number,
  format: ReportFormat,
): Promise<Buffer> {
  const { storageKey } = await db.reportFile.findUniqueOrThrow({ where: { reportId_format: { reportId, format } } });
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.read(storageKey)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Gives a function the path of a passing folder. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'report-files-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Annex 1's cells after the unit's name, as a person reads them: counts with dots, the rate as `95,56%`. */
export function annexCells(sum: Figures): string[] {
  const n = (value: number) => formatNumber(value);
  return [
    ...[sum.total, sum.total - sum.required, sum.required, sum.hall, sum.online, sum.makeUp, sum.studied].map(n),
    formatRate(sum.studied, sum.required),
    ...[sum.excused, sum.unexcused, sum.guests, sum.papers].map(n),
  ];
}

/** Rows of annex 1 by the unit's name, cells as `annexCells` has them. */
export type AnnexRows = Map<string, string[]>;

export async function annexOfXlsx(bytes: Buffer): Promise<AnnexRows> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  const rows: AnnexRows = new Map();
  for (const row of book.getWorksheet('Phụ lục 1')?.getSheetValues() ?? []) {
    if (!Array.isArray(row) || row.length !== 15) continue;
    const [name, ...cells] = row.slice(2);
    const text = (value: unknown, i: number) =>
      typeof value !== 'number'
        ? String(value)
        : i === 7
          ? formatRate(Math.round(value * 10_000), 10_000)
          : formatNumber(value);
    rows.set(String(name), cells.map(text));
  }
  return rows;
}

export function annexOfDocx(bytes: Buffer, folder: string): AnnexRows {
  const file = path.join(folder, 'r.docx');
  writeFileSync(file, bytes);
  const xml = execFileSync('unzip', ['-p', file, 'word/document.xml'], { encoding: 'utf8', maxBuffer: 1e8 });
  const rows: AnnexRows = new Map();
  for (const [row] of xml.matchAll(/<w:tr>.*?<\/w:tr>/gs)) {
    const cells = [...row.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) =>
      [...cell.matchAll(/<w:t [^>]*>([^<]*)/g)].map(([, text]) => text).join(''),
    );
    if (cells.length === 14) rows.set(cells[1] ?? '', cells.slice(2));
  }
  return rows;
}

/** From a PDF's text: lines that begin with one of these names and go on with 12 figures. */
export function annexOfPdf(bytes: Buffer, folder: string, names: readonly string[]): AnnexRows {
  const file = path.join(folder, 'r.pdf');
  writeFileSync(file, bytes);
  const lines = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8', maxBuffer: 1e8 }).split('\n');
  const rows: AnnexRows = new Map();
  for (const name of names) {
    for (const line of lines.filter((one) => one.includes(`${name} `))) {
      const cells = line
        .slice(line.indexOf(name) + name.length)
        .trim()
        .split(/\s+/);
      if (cells.length === 12 && !rows.has(name)) rows.set(name, cells);
    }
  }
  return rows;
}
