import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Storage } from '~/platform/storage';
import { dataFrame, type Frame, jsonFrame } from './frames';

/** `list`: names and sizes. `hash`: also what is in them. `copy`: the files themselves. */
export type MediaMode = 'list' | 'hash' | 'copy';

export interface MediaSum {
  files: number;
  bytes: number;
  copied: number;
}

/** Small, and the restored log is compared with them: heads of the audit log are always copied. */
const isAlwaysCopied = (key: string) => key.startsWith('audit/');

/** What lies in the storage, as frames. Files that go away meanwhile are left out. */
export async function* listMedia(
  storage: Storage,
  mode: MediaMode,
  onEnd: (sum: MediaSum) => void,
): AsyncGenerator<Buffer> {
  const sum: MediaSum = { files: 0, bytes: 0, copied: 0 };
  yield jsonFrame({ format: 1, mode });
  for (const key of (await storage.list('')).filter((name) => !name.startsWith('.tmp')).sort()) {
    const found = await storage.stat(key);
    if (!found) continue;
    const copies = mode === 'copy' || isAlwaysCopied(key);
    yield jsonFrame({ file: key, byteSize: found.byteSize, copies });
    let sha256: string | null = null;
    if (copies || mode === 'hash') {
      const hash = createHash('sha256');
      for await (const chunk of await storage.read(key)) {
        hash.update(chunk as Buffer);
        if (copies) yield dataFrame(chunk as Buffer);
      }
      sha256 = hash.digest('hex');
    }
    sum.files += 1;
    sum.bytes += found.byteSize;
    if (copies) sum.copied += 1;
    yield jsonFrame({ ended: key, sha256 });
  }
  yield jsonFrame({ end: true });
  onEnd(sum);
}

export interface MediaFinding {
  files: number;
  restored: number;
  /** Named by the backup and not in the storage, or of another size. */
  missing: string[];
}

/** Puts the copied files back and says which of the others are not there. */
export async function restoreMedia(frames: AsyncIterable<Frame>, storage: Storage): Promise<MediaFinding> {
  const finding: MediaFinding = { files: 0, restored: 0, missing: [] };
  const source = frames[Symbol.asyncIterator]();
  for (;;) {
    const next = await source.next();
    if (next.done) return finding;
    if (!('json' in next.value) || typeof next.value.json.file !== 'string') continue;
    const { file: key, byteSize, copies } = next.value.json as { file: string; byteSize: number; copies: boolean };
    finding.files += 1;
    if (copies) {
      await storage.put(key, Readable.from(dataOf(source), { objectMode: false }));
      finding.restored += 1;
    } else if ((await storage.stat(key))?.byteSize !== byteSize) finding.missing.push(key);
  }
}

async function* dataOf(source: AsyncIterator<Frame>): AsyncGenerator<Buffer> {
  for (;;) {
    const next = await source.next();
    if (next.done || !('data' in next.value)) return;
    yield next.value.data;
  }
}
