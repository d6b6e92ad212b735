import { type FileHandle, open } from 'node:fs/promises';
import type { MediaErrorCode } from './schema';

/** Known by their first bytes, whatever the file is called. */
const AUDIO_ONLY: readonly [offset: number, bytes: string][] = [
  [0, 'ID3'],
  [0, 'fLaC'],
  [8, 'WAVE'],
];
const OTHER_VIDEO: readonly [offset: number, bytes: string][] = [
  [0, '\x1aE\xdf\xa3'], // Matroska, WebM
  [8, 'AVI '],
  [0, 'FLV'],
  [0, '\x00\x00\x01\xba'], // MPEG program stream
  [0, '0&\xb2u'], // ASF, WMV
  [0, 'OggS'],
];
const MP4_BOXES = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];
/** An eight-hour fragmented file of one-second fragments has fewer boxes. */
const MOST_BOXES = 200_000;

/**
 * Looks at the file's own bytes before any program opens it: is it a container with moving pictures, and is it all there?
 * Null when nothing speaks against it; the worker's probe says the rest.
 */
export async function inspectContainer(file: string): Promise<MediaErrorCode | null> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size === 0) return 'EMPTY';
    const head = Buffer.alloc(400);
    await handle.read(head, 0, head.length, 0);
    const has = ([offset, bytes]: readonly [number, string]): boolean =>
      head.toString('latin1', offset, offset + bytes.length) === bytes;
    if (AUDIO_ONLY.some(has)) return 'NO_VIDEO';
    if (MP4_BOXES.includes(head.toString('latin1', 4, 8))) return await walkBoxes(handle, size);
    if (OTHER_VIDEO.some(has)) return null;
    // MPEG transport stream: the sync byte of three packets, 188 bytes apart.
    if (head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47) return null;
    // Bare MP3 or AAC frames.
    if (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0) return 'NO_VIDEO';
    return 'NOT_MEDIA';
  } finally {
    await handle.close();
  }
}

/** ISO 14496-12 §4.2: every top-level box says its size; one that reaches past the end, or a missing index, is a cut-off file. */
async function walkBoxes(handle: FileHandle, size: number): Promise<MediaErrorCode | null> {
  const header = Buffer.alloc(16);
  let offset = 0;
  let index = false;
  let data = false;
  for (let i = 0; i < MOST_BOXES && offset < size; i += 1) {
    const { bytesRead } = await handle.read(header, 0, 16, offset);
    const name = header.toString('latin1', 4, 8);
    if (bytesRead < 8) return index ? null : 'TRUNCATED';
    // Padding or foreign bytes after the last box: the index decides.
    if (!/^[\w ©-]{4}$/.test(name)) break;
    const short = header.readUInt32BE(0);
    const length = short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? size - offset : short;
    if (length < 8) break;
    index ||= name === 'moov';
    // A head whose body is missing or zeros is a copy that was not finished.
    data ||= name === 'mdat' || name === 'moof' || name === 'ftyp';
    if (offset + length > size) return 'TRUNCATED';
    offset += length;
  }
  if (index) return null;
  return data ? 'TRUNCATED' : 'NOT_MEDIA';
}
