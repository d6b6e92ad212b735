import { ByteQueue } from './byte-queue';

/** A whole RTMP message. `timestamp`: milliseconds of the sender's clock, 32 bits. */
export interface RtmpMessage {
  type: number;
  timestamp: number;
  streamId: number;
  body: Buffer;
}

/** The other side does not keep to the protocol, or to our limits; the connection ends. */
export class RtmpError extends Error {}

interface ChunkStream {
  timestamp: number;
  delta: number;
  length: number;
  type: number;
  streamId: number;
  extended: boolean;
  parts: Buffer[];
  received: number;
}

const DEFAULT_CHUNK_SIZE = 128;
const MAX_CHUNK_SIZE = 0xff_ffff;
const MAX_CHUNK_STREAMS = 64;
const HEADER_LENGTH = [11, 7, 3, 0] as const;
const NO_EXTENSION = 0xff_ffff;

/** Longest message before and after publishing was granted: a key frame of a large picture is far below the second. */
export const MAX_MESSAGE = { stranger: 64 * 1024, publisher: 8 * 1024 * 1024 } as const;

/** Turns a chunk stream (RTMP specification §5.3) into messages. Pure: bytes in, messages out. */
export class ChunkReader {
  private readonly bytes = new ByteQueue();
  private readonly streams = new Map<number, ChunkStream>();
  private chunkSize = DEFAULT_CHUNK_SIZE;
  maxMessage: number = MAX_MESSAGE.stranger;

  push(bytes: Buffer): void {
    this.bytes.push(bytes);
  }

  /** Bytes of chunks and messages that are not whole yet. */
  get waiting(): number {
    let sum = this.bytes.length;
    for (const stream of this.streams.values()) sum += stream.received;
    return sum;
  }

  /** The next whole message, null until more bytes are here. "Set chunk size" takes effect by itself. @throws RtmpError */
  next(): RtmpMessage | null {
    for (;;) {
      const read = this.readChunk();
      if (read === 'MORE') return null;
      if (read === 'PART') continue;
      if (read.type !== 1) return read;
      const size = read.body.length >= 4 ? read.body.readUInt32BE() : 0;
      if (size < 1 || size > MAX_CHUNK_SIZE) throw new RtmpError('chunk size');
      this.chunkSize = size;
    }
  }

  private readChunk(): RtmpMessage | 'MORE' | 'PART' {
    const first = this.bytes.peek(1)?.[0];
    if (first === undefined) return 'MORE';
    const format = (first >> 6) as 0 | 1 | 2 | 3;
    const low = first & 63;
    const basic = low > 1 ? 1 : low + 2;
    let head = this.bytes.peek(basic + HEADER_LENGTH[format]);
    if (!head) return 'MORE';
    const id = low > 1 ? low : low === 0 ? 64 + head.readUInt8(1) : 64 + head.readUInt16LE(1);
    const stream = this.streams.get(id) ?? this.open(format);
    if (stream.received > 0 && format !== 3) throw new RtmpError('a message begins inside another');

    const time = format === 3 ? 0 : head.readUIntBE(basic, 3);
    const extended = format === 3 ? stream.extended : time === NO_EXTENSION;
    const length = format < 2 ? head.readUIntBE(basic + 3, 3) : stream.length;
    if (length > this.maxMessage) throw new RtmpError('message too large');
    const headLength = basic + HEADER_LENGTH[format] + (extended ? 4 : 0);
    const payload = Math.min(this.chunkSize, length - stream.received);
    if (this.bytes.length < headLength + payload) return 'MORE';
    head = this.bytes.take(headLength) as Buffer;

    this.streams.set(id, stream);
    stream.length = length;
    stream.extended = extended;
    if (format < 2) stream.type = head.readUInt8(basic + 6);
    if (format === 0) stream.streamId = head.readUInt32LE(basic + 7);
    if (stream.received === 0) {
      const given = extended ? head.readUInt32BE(headLength - 4) : time;
      // A following chunk without a header repeats this as its delta, also after an absolute time (§5.3.1.2.4): ffmpeg relies on it.
      if (format < 3) stream.delta = given;
      stream.timestamp = format === 0 ? given : (stream.timestamp + stream.delta) >>> 0;
    }
    stream.parts.push(this.bytes.take(payload) as Buffer);
    stream.received += payload;
    if (stream.received < length) return 'PART';
    const [only] = stream.parts;
    const body = stream.parts.length === 1 && only ? only : Buffer.concat(stream.parts);
    stream.parts = [];
    stream.received = 0;
    return { type: stream.type, timestamp: stream.timestamp, streamId: stream.streamId, body };
  }

  private open(format: number): ChunkStream {
    // Format 1 as a first header is seen from real encoders: it begins at 0.
    if (format > 1) throw new RtmpError('a chunk without a header before it');
    if (this.streams.size >= MAX_CHUNK_STREAMS) throw new RtmpError('too many chunk streams');
    const nothing = { timestamp: 0, delta: 0, length: 0, type: 0, streamId: 0, received: 0 };
    return { ...nothing, extended: false, parts: [] };
  }
}

/** One message as chunks; chunk stream ids 2 to 63. */
export function writeChunks(message: RtmpMessage, chunkStream: number, chunkSize: number): Buffer {
  const { body, timestamp, type, streamId } = message;
  const extended = timestamp >= NO_EXTENSION;
  const head = Buffer.alloc(12);
  head[0] = chunkStream;
  head.writeUIntBE(extended ? NO_EXTENSION : timestamp, 1, 3);
  head.writeUIntBE(body.length, 4, 3);
  head[7] = type;
  head.writeUInt32LE(streamId, 8);
  const extension = Buffer.alloc(extended ? 4 : 0);
  if (extended) extension.writeUInt32BE(timestamp);
  const out = [head, extension, body.subarray(0, chunkSize)];
  for (let at = chunkSize; at < body.length; at += chunkSize) {
    out.push(Buffer.from([0xc0 | chunkStream]), extension, body.subarray(at, at + chunkSize));
  }
  return Buffer.concat(out);
}
