import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { renderDocx } from '~/modules/reports/docx/render-docx.server';
import type { ReportDocument } from '~/modules/reports/report-document';
import type { ReportTemplate } from '~/modules/reports/report-template';
import type { ReportFormat } from '~/modules/reports/schema';
import { renderPdf } from './pdf';
import { renderXlsx } from './xlsx';

export interface RenderedFile {
  byteSize: number;
  sha256: string;
}

/** Renders one format into a local file, streaming. The same document always gives the same bytes. */
export async function renderToFile(
  format: ReportFormat,
  doc: ReportDocument,
  template: ReportTemplate,
  file: string,
  onRow?: (rows: number) => Promise<void>,
): Promise<RenderedFile> {
  const out = createWriteStream(file);
  const failed = new Promise<never>((_, reject) => out.once('error', reject));
  const hash = createHash('sha256');
  let byteSize = 0;
  const take = (chunk: Uint8Array): boolean => {
    hash.update(chunk);
    byteSize += chunk.length;
    return out.write(chunk);
  };
  const work = async () => {
    const sink = async (chunk: Uint8Array) => {
      if (!take(chunk)) await once(out, 'drain');
    };
    if (format === 'PDF') await renderPdf(doc, template, take, onRow);
    else if (format === 'DOCX') await renderDocx(doc, template, sink, onRow);
    else await renderXlsx(doc, sink, onRow);
    out.end();
    await once(out, 'finish');
  };
  await Promise.race([work(), failed]);
  return { byteSize, sha256: hash.digest('hex') };
}
