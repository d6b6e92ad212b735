import { renderDocx } from '../docx/render-docx.server';
import { buildMinutesDocument } from './build-minutes-document';
import type { MinutesContent } from './minutes-content';

/** The paper as DOCX, whole in memory: a few kilobytes, half a megabyte with 30,000 halls. */
export async function renderMinutes(content: MinutesContent): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await renderDocx(buildMinutesDocument(content), content.template, async (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}
