import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { AppError } from '~/platform/errors';

// An encrypted file that can only be read whole and in order (the STREAM construction, as in age): the plain text is cut in pieces of
// 1 MiB, each sealed with AES-256-GCM under a key of this file alone; the nonce counts the pieces and marks the last one, so that a
// piece missing, moved, repeated or cut off at the end is found. Before it a header in clear: how the key follows from the passphrase.

const MAGIC = 'diemcau-backup-1\n';
const PIECE = 1024 * 1024;
const TAG = 16;
/** 64 MiB of memory: a passphrase is guessed slowly. */
const COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };
export const MIN_PASSPHRASE = 16;

interface Header {
  /** Hex. */
  salt: string;
  fileSalt: string;
  cost: { N: number; r: number; p: number };
  /** First bytes of a code that only the right key makes. */
  check: string;
}

export interface BackupKey {
  salt: Buffer;
  key: Buffer;
  passphrase: string;
}

/** The key of a backup's files; slow on purpose, so made once a run. @throws AppError invalid: too short */
export async function makeBackupKey(passphrase: string, salt = randomBytes(16)): Promise<BackupKey> {
  const clean = passphrase.trim();
  if (clean.length < MIN_PASSPHRASE)
    throw new AppError(
      'invalid',
      'KEY_TOO_SHORT',
      'Khóa sao lưu phải có ít nhất {{min}} ký tự. Hãy dùng một khóa dài, ví dụ tạo bằng openssl rand -hex 32.',
      { min: MIN_PASSPHRASE },
    );
  const key = await new Promise<Buffer>((resolve, reject) =>
    scrypt(clean.normalize('NFC'), salt, 32, COST, (error, made) => (error ? reject(error) : resolve(made))),
  );
  return { salt, key, passphrase: clean };
}

const fileKey = ({ key }: BackupKey, fileSalt: Buffer) =>
  Buffer.from(hkdfSync('sha256', key, fileSalt, 'diemcau-backup-file', 32));
const checkOf = (key: Buffer) => createHmac('sha256', key).update('diemcau-backup-check').digest().subarray(0, 8);

function nonce(counter: number, last: boolean): Buffer {
  const made = Buffer.alloc(12);
  made.writeUInt32BE(counter, 7);
  made[11] = last ? 1 : 0;
  return made;
}

/** What goes into the file, from what comes in: compressed, then sealed piece by piece. */
export function encrypt(plain: AsyncIterable<Uint8Array>, key: BackupKey): Readable {
  return Readable.from(pieces(Readable.from(plain, { objectMode: false }).pipe(createGzip({ level: 3 })), key), {
    objectMode: false,
  });
}

async function* pieces(plain: AsyncIterable<Buffer>, master: BackupKey): AsyncGenerator<Buffer> {
  const fileSalt = randomBytes(16);
  const key = fileKey(master, fileSalt);
  const { N, r, p } = COST;
  const header: Header = {
    ...{ salt: master.salt.toString('hex'), fileSalt: fileSalt.toString('hex'), cost: { N, r, p } },
    check: checkOf(key).toString('hex'),
  };
  const clear = Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`);
  yield clear;
  let counter = 0;
  const seal = (piece: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(counter, last));
    cipher.setAAD(clear);
    counter += 1;
    const sealed = Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of plain) {
    waiting.push(chunk);
    size += chunk.length;
    // Strictly more than a piece: the last one is only known when nothing follows.
    while (size > PIECE) {
      const all = Buffer.concat(waiting);
      yield seal(all.subarray(0, PIECE), false);
      waiting = [all.subarray(PIECE)];
      size -= PIECE;
    }
  }
  yield seal(Buffer.concat(waiting), true);
}

export const brokenBackup = () =>
  new AppError(
    'unprocessable',
    'BACKUP_BROKEN',
    'Tệp sao lưu bị cắt cụt hoặc đã bị thay đổi; không phục hồi từ tệp này được. Hãy dùng bản sao khác.',
  );

const wrongKey = () =>
  new AppError('unprocessable', 'WRONG_KEY', 'Khóa không mở được bản sao lưu này. Hãy kiểm tra lại tệp khóa.');

/** What was put in, while it is read; ends with an error when a single byte differs or the end is missing. @throws AppError */
export async function* decrypt(
  sealed: AsyncIterable<Uint8Array>,
  passphrase: string,
  keys = new Map<string, BackupKey>(),
): AsyncGenerator<Buffer> {
  const opened = Readable.from(openPieces(sealed, passphrase, keys), { objectMode: false });
  const plain = createGunzip();
  opened.on('error', (error) => plain.destroy(error));
  try {
    for await (const chunk of opened.pipe(plain)) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof AppError ? error : brokenBackup();
  }
}

async function* openPieces(
  sealed: AsyncIterable<Uint8Array>,
  passphrase: string,
  keys: Map<string, BackupKey>,
): AsyncGenerator<Buffer> {
  const reader = new Reader(sealed);
  if ((await reader.line(MAGIC.length)) !== MAGIC.trimEnd()) throw brokenBackup();
  const text = await reader.line(2048);
  const clear = Buffer.from(`${MAGIC}${text}\n`);
  const header = readHeader(text);
  const salt = Buffer.from(header.salt, 'hex');
  const master = keys.get(header.salt) ?? (await makeBackupKey(passphrase, salt));
  keys.set(header.salt, master);
  const key = fileKey(master, Buffer.from(header.fileSalt, 'hex'));
  const check = Buffer.from(header.check, 'hex');
  if (check.length !== 8 || !timingSafeEqual(check, checkOf(key))) throw wrongKey();
  for (let counter = 0; ; counter += 1) {
    const length = (await reader.bytes(4)).readUInt32BE();
    if (length < TAG || length > PIECE + TAG) throw brokenBackup();
    const piece = await reader.bytes(length);
    const last = await reader.isAtEnd();
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter, last));
    decipher.setAAD(clear);
    decipher.setAuthTag(piece.subarray(length - TAG));
    try {
      yield Buffer.concat([decipher.update(piece.subarray(0, length - TAG)), decipher.final()]);
    } catch {
      throw brokenBackup();
    }
    if (last) return;
  }
}

function readHeader(text: string): Header {
  try {
    const header = JSON.parse(text) as Header;
    const { N, r, p } = header.cost;
    // Only what this version writes: a header is not yet authenticated and must not choose how much memory is taken.
    if (N === COST.N && r === COST.r && p === COST.p && header.salt.length === 32 && header.fileSalt.length === 32)
      return header;
  } catch {
    // Falls through.
  }
  throw brokenBackup();
}

/** Exact numbers of bytes from a stream. */
class Reader {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);
  private ended = false;
  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }
  private async fill(size: number): Promise<void> {
    const parts = [this.held];
    let length = this.held.length;
    while (length < size && !this.ended) {
      const next = await this.source.next();
      if (next.done) this.ended = true;
      else {
        parts.push(Buffer.from(next.value));
        length += next.value.length;
      }
    }
    if (parts.length > 1) this.held = Buffer.concat(parts);
  }
  async bytes(size: number): Promise<Buffer> {
    await this.fill(size);
    if (this.held.length < size) throw brokenBackup();
    const taken = this.held.subarray(0, size);
    this.held = this.held.subarray(size);
    return taken;
  }
  async line(limit: number): Promise<string> {
    for (let size = 256; ; size += 256) {
      await this.fill(Math.min(size, limit));
      const end = this.held.indexOf(10);
      if (end >= 0 && end < limit) {
        const text = this.held.subarray(0, end).toString();
        this.held = this.held.subarray(end + 1);
        return text;
      }
      if (size >= limit || this.ended) throw brokenBackup();
    }
  }
  async isAtEnd(): Promise<boolean> {
    await this.fill(1);
    return this.held.length === 0;
  }
}
