import { crc32, createDeflateRaw } from 'node:zlib';

/** Where the bytes go, in order. Awaited, so a slow disk slows the writer and nothing piles up. */
export type ByteSink = (chunk: Uint8Array) => Promise<void> | void;

interface EntryRecord {
  name: Buffer;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

// A fixed moment (1/1/2026 in DOS form): the same report always gives the same bytes.
const DOS_TIME = 0;
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1;
const UTF8_NAMES = 0x0800;
const TEXT_BUFFER = 64 * 1024;

/**
 * Writes a ZIP (DOCX and XLSX are ZIPs) entry after entry. An entry is deflated as its text arrives and only its packed
 * bytes are held until it ends, so a table of 10,000 rows never stands in memory as text. Below 4 GiB and 65,535 entries.
 */
export class ZipWriter {
  private offset = 0;
  private readonly entries: EntryRecord[] = [];

  constructor(private readonly sink: ByteSink) {}

  async file(name: string, content: string | Uint8Array): Promise<void> {
    const entry = this.entry(name);
    await entry.write(content);
    await entry.end();
  }

  /** Opens an entry; end it before the next one is opened. */
  entry(name: string): ZipEntry {
    return new ZipEntry(async (crc, size, chunks) => {
      const nameBytes = Buffer.from(name, 'utf8');
      const packed = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const record = { name: nameBytes, crc, packed, size, offset: this.offset };
      await this.push(localHeader(record));
      for (const chunk of chunks) await this.push(chunk);
      this.entries.push(record);
    });
  }

  async end(): Promise<void> {
    const start = this.offset;
    for (const record of this.entries) await this.push(centralHeader(record));
    const tail = Buffer.alloc(22);
    tail.writeUInt32LE(0x06054b50, 0);
    tail.writeUInt16LE(this.entries.length, 8);
    tail.writeUInt16LE(this.entries.length, 10);
    tail.writeUInt32LE(this.offset - start, 12);
    tail.writeUInt32LE(start, 16);
    await this.push(tail);
  }

  private async push(chunk: Uint8Array): Promise<void> {
    this.offset += chunk.length;
    await this.sink(chunk);
  }
}

export class ZipEntry {
  private readonly deflate = createDeflateRaw({ level: 6 });
  private readonly chunks: Buffer[] = [];
  private readonly done: Promise<void>;
  private crc = 0;
  private size = 0;
  private text = '';

  constructor(private readonly finish: (crc: number, size: number, chunks: Buffer[]) => Promise<void>) {
    this.deflate.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.done = new Promise((resolve, reject) => {
      this.deflate.once('end', resolve);
      this.deflate.once('error', reject);
    });
  }

  async write(content: string | Uint8Array): Promise<void> {
    if (typeof content !== 'string') {
      await this.flush();
      return this.pack(content);
    }
    this.text += content;
    if (this.text.length >= TEXT_BUFFER) await this.flush();
  }

  async end(): Promise<void> {
    await this.flush();
    this.deflate.end();
    await this.done;
    await this.finish(this.crc, this.size, this.chunks);
  }

  private async flush(): Promise<void> {
    if (this.text === '') return;
    const bytes = Buffer.from(this.text, 'utf8');
    this.text = '';
    await this.pack(bytes);
  }

  private async pack(bytes: Uint8Array): Promise<void> {
    this.crc = crc32(bytes, this.crc);
    this.size += bytes.length;
    // Waits for the thread pool, which also lets the event loop turn between blocks.
    await new Promise<void>((resolve, reject) => {
      this.deflate.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }
}

function localHeader(record: EntryRecord): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  writeCommon(head, 6, record);
  return Buffer.concat([head, record.name]);
}

function centralHeader(record: EntryRecord): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(20, 6);
  writeCommon(head, 8, record);
  head.writeUInt32LE(record.offset, 42);
  return Buffer.concat([head, record.name]);
}

/** Flags, method, time, date, CRC, sizes and the name's length: the same run of fields in both headers. */
function writeCommon(head: Buffer, at: number, record: EntryRecord): void {
  head.writeUInt16LE(UTF8_NAMES, at);
  head.writeUInt16LE(8, at + 2);
  head.writeUInt16LE(DOS_TIME, at + 4);
  head.writeUInt16LE(DOS_DATE, at + 6);
  head.writeUInt32LE(record.crc, at + 8);
  head.writeUInt32LE(record.packed, at + 12);
  head.writeUInt32LE(record.size, at + 16);
  head.writeUInt16LE(record.name.length, at + 20);
}
