import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { readFileName } from '~/modules/files/file-name';
import { findMarkInName } from '~/modules/files/secrecy-mark';
import type { Services } from '~/platform/services';
import type { ImportKind } from '../schema';
import { FileRefused, MAX_FILE_BYTES } from '../spreadsheet/refusal';

/** A list that lies in storage and that no run names yet. */
export interface StoredList {
  runId: string;
  storageKey: string;
  fileName: string;
  byteSize: number;
  sha256: string;
}

const folderOf = (runId: string) => `imports/${runId}`;

/**
 * Takes a list into storage as it comes, never more than a chunk of it in memory; over the limit it reads no further. What is refused
 * leaves nothing behind. @throws FileRefused for an empty or too large file, a name that hides what it is or carries a mark of secrecy
 */
export async function storeList(
  fileName: string,
  content: AsyncIterable<Uint8Array> | Uint8Array,
  { storage }: Pick<Services, 'storage'>,
): Promise<StoredList> {
  const { name, problem } = readFileName(fileName, 'danh-sach');
  if (problem) throw new FileRefused('BAD_NAME');
  if (findMarkInName(name)) throw new FileRefused('SECRET_MARK');
  const runId = randomUUID();
  const storageKey = `${folderOf(runId)}/file`;
  const hash = createHash('sha256');
  let byteSize = 0;
  const metered = async function* () {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      byteSize += chunk.length;
      if (byteSize > MAX_FILE_BYTES) throw new FileRefused('FILE_TOO_LARGE');
      hash.update(chunk);
      yield chunk;
    }
    if (byteSize === 0) throw new FileRefused('FILE_EMPTY');
  };
  try {
    await storage.put(storageKey, Readable.from(metered()));
  } catch (error) {
    await storage.remove(folderOf(runId));
    throw error;
  }
  return { runId, storageKey, fileName: name, byteSize, sha256: hash.digest('hex') };
}

/** Removes a stored list that no run will read. */
export async function dropList({ runId }: StoredList, { storage }: Pick<Services, 'storage'>): Promise<void> {
  await storage.remove(folderOf(runId));
}

interface Args {
  kind: ImportKind;
  /** Null: the command line. */
  createdById: number | null;
  unitId?: number | null;
  /** When the uploader said that no state secret is in it; null: from the command line. */
  attestedAt?: Date | null;
}

/** Makes the run that will read a stored list; its id. */
export async function createImportRun(
  { kind, createdById, unitId = null, attestedAt = null, ...list }: Args & StoredList,
  { db }: Pick<Services, 'db'>,
): Promise<string> {
  const { runId: id, ...file } = list;
  await db.importRun.create({ data: { id, kind, unitId, createdById, attestedAt, ...file } });
  return id;
}
