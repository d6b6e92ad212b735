import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { FileRefused } from './refusal';

const MAX_ENTRIES = 10_000;
const MAX_PART_BYTES = 1024 * 1024 * 1024;
/** Above this size a part may not be packed tighter than MAX_RATIO: real sheets of many rows stay below 40. */
const RATIO_FROM_BYTES = 32 * 1024 * 1024;
const MAX_RATIO = 150;
/** All parts together: a list of 250,000 rows stays far below it. */
const MAX_TOTAL_BYTES = 3 * 1024 * 1024 * 1024;

export interface ZipParts {
  has(name: string): boolean;
  names(): string[];
  /** Unpacked size in bytes, as the archive declares it. */
  size(name: string): number;
  /** The part's unpacked bytes as they come. Throws FileRefused for a part that unpacks out of proportion. */
  open(name: string): Promise<Readable>;
  /** A small part as text, at most `limit` bytes. */
  text(name: string, limit?: number): Promise<string>;
  close(): void;
}

/** The parts of a zip file on disk, opened by name. Nothing is unpacked to disk or held in memory. */
export async function openZip(path: string): Promise<ZipParts> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true }).catch((cause: unknown) => {
    throw new FileRefused('FILE_DAMAGED', { cause });
  });
  const entries = new Map<string, yauzl.Entry>();
  try {
    if (zip.entryCount > MAX_ENTRIES) throw new FileRefused('SUSPICIOUS_ARCHIVE');
    let total = 0;
    for await (const entry of zip.eachEntry()) {
      entries.set(entry.fileName, entry);
      total += entry.uncompressedSize;
      if (total > MAX_TOTAL_BYTES) throw new FileRefused('SUSPICIOUS_ARCHIVE');
    }
  } catch (cause) {
    zip.close();
    throw cause instanceof FileRefused ? cause : new FileRefused('FILE_DAMAGED', { cause });
  }
  const open = async (name: string): Promise<Readable> => {
    const entry = entries.get(name);
    if (!entry) throw new FileRefused('FILE_DAMAGED');
    const { compressedSize, uncompressedSize } = entry;
    const packed = uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > compressedSize * MAX_RATIO;
    if (packed || uncompressedSize > MAX_PART_BYTES) throw new FileRefused('SUSPICIOUS_ARCHIVE');
    if (entry.isEncrypted()) throw new FileRefused('FILE_ENCRYPTED');
    // The declared size is a promise: yauzl ends the stream with an error when the content does not keep it.
    return zip.openReadStreamPromise(entry).catch((cause: unknown) => {
      throw new FileRefused('FILE_DAMAGED', { cause });
    });
  };
  return {
    has: (name) => entries.has(name),
    names: () => [...entries.keys()],
    size: (name) => entries.get(name)?.uncompressedSize ?? 0,
    open,
    async text(name, limit = 16 * 1024 * 1024) {
      const parts: Buffer[] = [];
      let size = 0;
      for await (const chunk of await open(name)) {
        size += (chunk as Buffer).length;
        if (size > limit) throw new FileRefused('SUSPICIOUS_ARCHIVE');
        parts.push(chunk as Buffer);
      }
      return Buffer.concat(parts).toString('utf8');
    },
    close: () => zip.close(),
  };
}
