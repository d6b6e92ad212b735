import type { Readable } from 'node:stream';
import { FileRefused } from './refusal';
import { feedXml } from './xml-events.server';

const MAX_BYTES = 160 * 1024 * 1024;

/**
 * A workbook's shared strings as one growing buffer of UTF-8 and an index of ends: a list of 200,000 people has more
 * than a million strings, which as JavaScript strings would take five times the memory.
 */
export class SharedStrings {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private used = 0;
  private ends = new Uint32Array(4096);
  private count = 0;

  add(text: string): void {
    const most = this.used + text.length * 3;
    if (most > this.bytes.length) {
      if (this.used > MAX_BYTES) throw new FileRefused('SUSPICIOUS_ARCHIVE');
      const larger = Buffer.allocUnsafe(Math.max(most, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    this.used += this.bytes.write(text, this.used, 'utf8');
    if (this.count === this.ends.length) {
      const larger = new Uint32Array(this.ends.length * 2);
      larger.set(this.ends);
      this.ends = larger;
    }
    this.ends[this.count++] = this.used;
  }

  /** The string at `index`; undefined when the workbook does not have it. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.count)) return undefined;
    const start = index === 0 ? 0 : (this.ends[index - 1] ?? 0);
    return this.bytes.toString('utf8', start, this.ends[index]);
  }
}

export async function readSharedStrings(source: Readable): Promise<SharedStrings> {
  const strings = new SharedStrings();
  let text = '';
  let inText = false;
  let phonetic = 0; // <rPh> holds readings, not content
  const handlers = {
    open(name: string) {
      if (name === 'si') text = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') phonetic++;
    },
    text(s: string) {
      if (inText && phonetic === 0) text += s;
    },
    close(name: string) {
      if (name === 'si') strings.add(text);
      else if (name === 't') inText = false;
      else if (name === 'rPh') phonetic--;
    },
  };
  for await (const _ of feedXml(source, handlers));
  return strings;
}
