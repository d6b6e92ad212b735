/** Values of RTMP commands (Adobe's AMF0, the subset that commands use). */
export type AmfValue = number | boolean | string | null | Date | AmfValue[] | AmfObject;
export interface AmfObject {
  [name: string]: AmfValue;
}

/** Bytes that are no AMF0, or more of it than a command may hold. */
export class AmfError extends Error {}

const MAX_DEPTH = 8;
const MAX_VALUES = 256;

class Reader {
  private at = 0;
  private depth = 0;
  private values = 0;

  constructor(private readonly bytes: Buffer) {}

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  value(): AmfValue {
    if (++this.values > MAX_VALUES) throw new AmfError('too many values');
    if (++this.depth > MAX_DEPTH) throw new AmfError('too deep');
    const value = this.body(this.uint(1));
    this.depth -= 1;
    return value;
  }

  private body(marker: number): AmfValue {
    switch (marker) {
      case 0:
        return this.take(8).readDoubleBE();
      case 1:
        return this.uint(1) !== 0;
      case 2:
        return this.text(this.uint(2));
      case 3:
        return this.object();
      case 5:
      case 6:
        return null;
      case 8:
        this.uint(4);
        return this.object();
      case 10: {
        const length = this.uint(4);
        if (length > MAX_VALUES) throw new AmfError('long array');
        return Array.from({ length }, () => this.value());
      }
      case 11: {
        const bytes = this.take(10);
        return new Date(bytes.readDoubleBE());
      }
      case 12:
        return this.text(this.uint(4));
      default:
        throw new AmfError(`unknown marker ${marker}`);
    }
  }

  private object(): AmfObject {
    // Without a prototype: a name like `__proto__` is a name and nothing more.
    const object = Object.create(null) as AmfObject;
    for (;;) {
      const name = this.text(this.uint(2));
      if (name === '' && this.bytes[this.at] === 9) {
        this.at += 1;
        return object;
      }
      object[name] = this.value();
    }
  }

  private text(length: number): string {
    return this.take(length).toString('utf8');
  }

  private uint(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  private take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new AmfError('cut off');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** All values of a message. @throws AmfError */
export function decodeAmf(bytes: Buffer): AmfValue[] {
  const reader = new Reader(bytes);
  const values: AmfValue[] = [];
  while (!reader.ended) values.push(reader.value());
  return values;
}

export function encodeAmf(...values: AmfValue[]): Buffer {
  return Buffer.concat(values.map(encode));
}

function encode(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([5]);
  if (typeof value === 'number') return Buffer.concat([Buffer.from([0]), double(value)]);
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0]);
  if (typeof value === 'string') {
    if (Buffer.byteLength(value) <= 0xffff) return Buffer.concat([Buffer.from([2]), name(value)]);
    const length = Buffer.alloc(5);
    length[0] = 12;
    length.writeUInt32BE(Buffer.byteLength(value), 1);
    return Buffer.concat([length, Buffer.from(value)]);
  }
  if (value instanceof Date) return Buffer.concat([Buffer.from([11]), double(value.getTime()), Buffer.alloc(2)]);
  if (Array.isArray(value)) {
    const length = Buffer.alloc(5);
    length[0] = 10;
    length.writeUInt32BE(value.length, 1);
    return Buffer.concat([length, ...value.map(encode)]);
  }
  const fields = Object.entries(value).flatMap(([key, field]) => [name(key), encode(field)]);
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function name(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
