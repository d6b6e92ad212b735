import { readMultipart } from '~/platform/read-multipart.server';
import type { Services } from '~/platform/services';
import { FileRefused, MAX_FILE_BYTES } from '../spreadsheet/refusal';
import { dropList, type StoredList, storeList } from './create-import-run.server';

/** What the form around the file may weigh: boundaries, headers and a few short fields. */
const MAX_FORM_BYTES = 100_000;
const MAX_FIELD_BYTES = 1_000;

/** A posted form that cannot be read as one: cut off on the way, or not from a browser. */
export class BadForm extends Error {}

/**
 * Reads the posted form of an import: the file goes into storage as it arrives, the short fields come back. `list` is null when no
 * file was chosen. Refused files and broken forms leave nothing behind.
 * @throws FileRefused, BadForm
 */
export async function receiveList(
  request: Request,
  services: Pick<Services, 'storage'>,
): Promise<{ list: StoredList | null; fields: URLSearchParams }> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_FILE_BYTES + MAX_FORM_BYTES)
    throw new FileRefused('FILE_TOO_LARGE');
  let list: StoredList | null = null;
  const fields = new URLSearchParams();
  try {
    await readMultipart(request, async ({ name, filename, data }) => {
      if (name === 'tep' && filename && !list) list = await storeList(filename, data, services);
      else fields.set(name, filename === undefined ? await shortText(data) : await nothing(data));
      return undefined;
    });
  } catch (error) {
    if (list) await dropList(list, services);
    throw error instanceof FileRefused ? error : new BadForm('the form could not be read', { cause: error });
  }
  return { list, fields };
}

async function shortText(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of data) {
    size += chunk.length;
    if (size > MAX_FIELD_BYTES) throw new BadForm('a field is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An empty file field comes with an empty name; anything else is read past. */
async function nothing(data: AsyncIterable<Uint8Array>): Promise<string> {
  for await (const _ of data);
  return '';
}
