import { open } from 'node:fs/promises';
import { FileRefused } from './refusal';

const starts = (bytes: Buffer, ...values: number[]) => values.every((v, i) => bytes[i] === v);

/**
 * What a file is by its content, never by its name alone: 'xlsx' or 'csv'. `name` is only asked whether bare text is
 * meant as a table. Throws FileRefused for everything else.
 */
export async function detectFormat(path: string, name: string): Promise<'xlsx' | 'csv'> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) throw new FileRefused('FILE_EMPTY');
    const head = Buffer.alloc(Math.min(size, 65_536));
    await file.read(head, 0, head.length, 0);
    if (starts(head, 0x50, 0x4b, 0x03, 0x04)) return 'xlsx'; // a zip; the reader finds out whose
    if (starts(head, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) throw await whichCompound(file, size);
    return text(head, name);
  } finally {
    await file.close();
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

/** Old Office files and encrypted new ones are both compound files (CFB); their directory names the streams in UTF-16. */
async function whichCompound(file: Handle, size: number): Promise<FileRefused> {
  const header = Buffer.alloc(512);
  await file.read(header, 0, 512, 0);
  const sectorSize = 1 << Math.min(header.readUInt16LE(30), 12);
  const directory = (header.readUInt32LE(48) + 1) * sectorSize;
  const entries = Buffer.alloc(Math.max(0, Math.min(16 * sectorSize, size - directory)));
  await file.read(entries, 0, entries.length, directory);
  const has = (stream: string) => entries.includes(Buffer.from(stream, 'utf16le'));
  if (has('EncryptedPackage') || has('EncryptionInfo')) return new FileRefused('FILE_ENCRYPTED');
  return new FileRefused(has('Workbook') || has('Book') ? 'OLD_XLS' : 'NOT_A_SPREADSHEET');
}

function text(head: Buffer, name: string): 'csv' {
  if (
    /^[\s\ufeff]*<(!doctype html|html|table|\?xml|meta)/i.test(head.toString('latin1', 0, 1024).replace(/^ï»¿/, ''))
  ) {
    throw new FileRefused(/\.xlsx?$/i.test(name) ? 'WEB_PAGE' : 'NOT_A_SPREADSHEET');
  }
  const utf16 = starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff);
  const binary =
    !utf16 && head.some((b) => b === 0 || (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 12 && b !== 27));
  if (binary || !/\.(csv|tsv|txt)$/i.test(name)) throw new FileRefused('NOT_A_SPREADSHEET');
  return 'csv';
}
