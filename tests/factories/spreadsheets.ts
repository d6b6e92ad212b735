import { constants, deflateRawSync } from 'node:zlib';

// Files that people, or attackers, send in place of a list: built byte by byte, so that each has exactly one thing wrong.

export interface Part {
  name: string;
  /** Raw deflate data. */
  packed: Buffer;
  /** Unpacked size as the archive declares it. */
  declared: number;
}

/** A zip of deflated parts. */
export function zip(parts: readonly Part[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, declared } of parts) {
    const sizes = (header: Buffer, at: number) => {
      header.writeUInt16LE(8, at); // deflate
      header.writeUInt32LE(packed.length, at + 10);
      header.writeUInt32LE(declared, at + 14);
      header.writeUInt16LE(name.length, at + 18);
    };
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    sizes(head, 8);
    local.push(head, Buffer.from(name), packed);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    sizes(entry, 10);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

export const part = (name: string, text: string): Part => {
  const bytes = Buffer.from(text);
  return { name, packed: deflateRawSync(bytes), declared: bytes.length };
};

/** Deflate data of `head`, then `block` `times` over, then `tail`, made without ever holding it unpacked. */
export function repeated(head: string, block: string, times: number, tail: string): { packed: Buffer; size: number } {
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  const once = deflateRawSync(block, flush);
  const packed = [deflateRawSync(head, flush), ...Array<Buffer>(times).fill(once), deflateRawSync(tail)];
  const size = [head, tail].reduce((sum, text) => sum + Buffer.byteLength(text), Buffer.byteLength(block) * times);
  return { packed: Buffer.concat(packed), size };
}

export const SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
export const SHEET_END = '</sheetData></worksheet>';
const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
export const row = (...values: string[]) => `<row>${values.map(text).join('')}</row>`;
export const HEADER = row('Họ và tên', 'Năm sinh', 'Mã đơn vị');

/** An Excel workbook of one sheet. */
export function workbook(sheet: Part | string, more: readonly Part[] = []): Buffer {
  const rel = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const strings = more.some(({ name }) => name === 'xl/sharedStrings.xml')
    ? rel('rId2', 'sharedStrings', 'sharedStrings.xml')
    : '';
  return zip([
    part('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    part(
      'xl/workbook.xml',
      '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${rel('rId1', 'worksheet', 'worksheets/sheet1.xml')}${strings}</Relationships>`,
    ),
    typeof sheet === 'string' ? part('xl/worksheets/sheet1.xml', sheet) : sheet,
    ...more,
  ]);
}

const SHEET_PART = 'xl/worksheets/sheet1.xml';

/** A few megabytes that unpack to three gigabytes. `declared`: what the archive says the sheet weighs. */
export function zipBomb(declared?: number): Buffer {
  const { packed, size } = repeated(SHEET + HEADER, ' '.repeat(16 * 1024 * 1024), 192, SHEET_END);
  return workbook({ name: SHEET_PART, packed, declared: declared ?? size });
}

/** Shared strings, not the sheet, unpack out of proportion. */
export function stringsBomb(): Buffer {
  const { packed, size } = repeated('<sst><si><t>', 'a'.repeat(16 * 1024 * 1024), 20, '</t></si></sst>');
  return workbook(SHEET + HEADER + SHEET_END, [{ name: 'xl/sharedStrings.xml', packed, declared: size }]);
}

/** A list of a million people, packed as tightly as real ones. */
export function millionRows(): Buffer {
  const people = Array.from({ length: 20_000 }, (_, i) =>
    row(`Nguyễn Văn ${(i * 2_654_435_761).toString(36)}`, String(1940 + (i % 60)), `K.${(i * 40_503) % 997}`),
  ).join('');
  const { packed, size } = repeated(SHEET + HEADER, people, 50, SHEET_END);
  return workbook({ name: SHEET_PART, packed, declared: size });
}

/** Entities that multiply when they are expanded, and one that names a file of the server. */
export const entities = () =>
  workbook(
    `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>${SHEET}${HEADER}${row('&b;&f;', '1980', 'K.B.2')}${SHEET_END}`,
  );

export const emptySheets = () => workbook(SHEET + SHEET_END);

/** A compound file whose directory (sector 0) names one stream: what Office makes of .xls and of encrypted files. */
export function compound(stream: string): Buffer {
  const file = Buffer.alloc(1024);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(file);
  file.writeUInt16LE(9, 30);
  file.write(stream, 512, 'utf16le');
  return file;
}
