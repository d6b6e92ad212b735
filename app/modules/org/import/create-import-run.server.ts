import { createHash, randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import type { Services } from '~/platform/services';
import type { ImportKind } from '../schema';
import { FileRefused, MAX_FILE_BYTES } from '../spreadsheet/refusal';

interface Args {
  kind: ImportKind;
  fileName: string;
  content: Readable | Uint8Array;
  /** Null: the command line. */
  createdById: number | null;
  unitId?: number | null;
}

/** Stores the file and makes the run that will read it. @throws FileRefused for an empty or too large file */
export async function createImportRun(args: Args, { db, storage }: Pick<Services, 'db' | 'storage'>): Promise<string> {
  const id = randomUUID();
  const storageKey = `imports/${id}/file`;
  const hash = createHash('sha256');
  let byteSize = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      byteSize += chunk.length;
      hash.update(chunk);
      done(byteSize > MAX_FILE_BYTES ? new FileRefused('FILE_TOO_LARGE') : null, chunk);
    },
  });
  if (args.content instanceof Uint8Array) meter.end(args.content);
  else args.content.on('error', (error) => meter.destroy(error)).pipe(meter);
  await storage.put(storageKey, meter);
  if (byteSize === 0) {
    await storage.remove(`imports/${id}`);
    throw new FileRefused('FILE_EMPTY');
  }
  await db.importRun.create({
    data: {
      id,
      kind: args.kind,
      fileName: args.fileName.normalize('NFC').slice(0, 200),
      storageKey,
      byteSize,
      sha256: hash.digest('hex'),
      unitId: args.unitId ?? null,
      createdById: args.createdById,
    },
  });
  return id;
}
