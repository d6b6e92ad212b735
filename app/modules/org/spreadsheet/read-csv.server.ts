import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { SheetRow } from './cell';
import { FileRefused, MAX_ROWS } from './refusal';
import type { ReadProgress } from './xml-events.server';

/** Rows of a delimited text file, streamed. Quoted fields may hold delimiters, quotes (doubled) and line ends. */
export async function* readCsv(path: string, progress?: ReadProgress): AsyncGenerator<SheetRow> {
  const { encoding, delimiter } = await sniff(path);
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
  const parser = new CsvParser(delimiter);
  if (progress) progress.total = (await stat(path)).size;
  for await (const chunk of createReadStream(path, { highWaterMark: 65_536 })) {
    if (progress) progress.done += (chunk as Buffer).length;
    yield* parser.push(decode(decoder, chunk as Buffer, true));
  }
  yield* parser.push(decode(decoder, undefined, false));
  yield* parser.end();
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream });
  } catch (cause) {
    throw new FileRefused('TEXT_ENCODING', { cause });
  }
}

/** The delimiter is the one most frequent outside quotes in the first lines. Text that is not UTF-8 is read as Latin-1: */
/** old TCVN3 and VNI lists look like that, and their encoding is recognised later from the whole column. */
async function sniff(path: string): Promise<{ encoding: string; delimiter: string }> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(65_536);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const sample = head.subarray(0, bytesRead);
    let encoding = 'utf-8';
    if (sample[0] === 0xff && sample[1] === 0xfe) encoding = 'utf-16le';
    else if (sample[0] === 0xfe && sample[1] === 0xff) encoding = 'utf-16be';
    else if (!validUtf8(sample)) encoding = 'windows-1252';
    const lines = new TextDecoder(encoding)
      .decode(sample)
      .replace(/"[^"]*"/g, '')
      .split('\n')
      .slice(0, 20)
      .join('\n');
    const count = (d: string) => lines.split(d).length;
    const delimiter = [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] ?? ',';
    return { encoding, delimiter };
  } finally {
    await file.close();
  }
}

/** A sample may end inside a character, so its last three bytes do not count. */
function validUtf8(sample: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

class CsvParser {
  private line = 1;
  private startLine = 1;
  private rows = 0;
  private field = '';
  private fields: string[] = [];
  private quoted = false;
  private afterQuote = false;

  constructor(private readonly delimiter: string) {}

  *push(text: string): Generator<SheetRow> {
    for (const c of text) {
      if (this.afterQuote) {
        this.afterQuote = false;
        if (c === '"') {
          this.field += '"';
          continue;
        }
        this.quoted = false;
      }
      if (this.quoted) {
        if (c === '"') this.afterQuote = true;
        else {
          if (c === '\n') this.line++;
          this.field += c;
        }
      } else if (c === '"' && this.field === '') this.quoted = true;
      else if (c === this.delimiter) this.endField();
      else if (c === '\n') {
        yield this.endRow();
        this.line++;
        this.startLine = this.line;
      } else if (c !== '\r') this.field += c;
    }
  }

  *end(): Generator<SheetRow> {
    if (this.field !== '' || this.fields.length > 0) yield this.endRow();
  }

  private endField() {
    this.fields.push(this.field);
    this.field = '';
  }

  private endRow(): SheetRow {
    this.endField();
    if (++this.rows > MAX_ROWS) throw new FileRefused('TOO_MANY_ROWS');
    const cells = this.fields.map((text) => (text === '' ? undefined : ({ kind: 'text', text } as const)));
    this.fields = [];
    return { number: this.startLine, cells };
  }
}
