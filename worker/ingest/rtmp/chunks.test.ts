import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ChunkReader, MAX_MESSAGE, RtmpError, type RtmpMessage, writeChunks } from './chunks';

const message = fc.record({
  // 1 is "set chunk size", which the reader keeps to itself.
  type: fc.integer({ min: 2, max: 22 }),
  timestamp: fc.oneof(fc.nat(0xfffffe), fc.integer({ min: 0xffffff, max: 0xffffffff })),
  streamId: fc.nat(1000),
  body: fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
});

function readAll(reader: ChunkReader): RtmpMessage[] {
  const found: RtmpMessage[] = [];
  for (let next = reader.next(); next; next = reader.next()) found.push(next);
  return found;
}

/** Cuts bytes into deliveries of these lengths, over and over. */
function cut(bytes: Buffer, lengths: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const length = lengths[i % lengths.length] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

describe('chunk streams', () => {
  test('messages come out as they went in, however the network cuts them', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), lengths, (messages, deliveries) => {
        const reader = new ChunkReader();
        const bytes = Buffer.concat(messages.map((one, i) => writeChunks(one, 2 + (i % 3), 128)));
        const found = cut(bytes, deliveries).flatMap((piece) => {
          reader.push(piece);
          return readAll(reader);
        });
        expect(found).toEqual(messages);
        expect(reader.waiting).toBe(0);
      }),
    );
  });

  test('deltas add up, with and without a header of their own', () => {
    const reader = new ChunkReader();
    // Format 0 at 1000 ms, then format 1 with +40 ms, then twice format 3.
    reader.push(Buffer.from('04 0003e8 000001 09 01000000 aa'.replaceAll(' ', ''), 'hex'));
    reader.push(Buffer.from('44 000028 000001 09 bb'.replaceAll(' ', ''), 'hex'));
    reader.push(Buffer.from('c4cc c4dd'.replaceAll(' ', ''), 'hex'));
    expect(readAll(reader).map((one) => one.timestamp)).toEqual([1000, 1040, 1080, 1120]);
  });

  test('without a header after an absolute time, that time is the delta', () => {
    const reader = new ChunkReader();
    reader.push(Buffer.from('04 000028 000001 09 01000000 aa'.replaceAll(' ', ''), 'hex'));
    reader.push(Buffer.from('c4cc', 'hex'));
    expect(readAll(reader).map((one) => one.timestamp)).toEqual([40, 80]);
  });

  test('a new chunk size holds from the next chunk on', () => {
    const reader = new ChunkReader();
    const size = Buffer.alloc(4);
    size.writeUInt32BE(4096);
    const body = Buffer.alloc(1000, 7);
    reader.push(writeChunks({ type: 1, timestamp: 0, streamId: 0, body: size }, 2, 128));
    reader.push(writeChunks({ type: 9, timestamp: 5, streamId: 1, body }, 6, 4096));
    expect(readAll(reader)).toEqual([{ type: 9, timestamp: 5, streamId: 1, body }]);
  });

  test.each([
    ['a first chunk without a header', 'c3'],
    ['a message of 16 MB from a stranger', '03000000ffffff1400000000'],
    ['a chunk size of zero', '02000000000004010000000000000000'],
    ['a chunk size that is cut off', '0200000000000101000000007f'],
    ['a message inside a message', `0400000000010009010000${'00'.repeat(129)}04000000000001090100000000`],
  ])('%s is refused', (_name, hex) => {
    const reader = new ChunkReader();
    reader.push(Buffer.from(hex, 'hex'));
    expect(() => readAll(reader)).toThrow(RtmpError);
  });

  test('sixty-four chunk streams and no more', () => {
    const reader = new ChunkReader();
    const open = (id: number) =>
      reader.push(Buffer.concat([Buffer.from([0, id]), Buffer.from('0000000000000900000000', 'hex')]));
    for (let id = 0; id < 64; id += 1) open(id);
    readAll(reader);
    open(64);
    expect(() => readAll(reader)).toThrow(RtmpError);
  });

  test('any bytes are messages, wait for more, or are an RtmpError; what waits stays below the limits', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (deliveries) => {
        const reader = new ChunkReader();
        try {
          for (const piece of deliveries) {
            reader.push(Buffer.from(piece));
            readAll(reader);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RtmpError);
        }
        expect(reader.waiting).toBeLessThanOrEqual(MAX_MESSAGE.stranger * 64);
      }),
      { numRuns: 1_000 },
    );
  });
});
