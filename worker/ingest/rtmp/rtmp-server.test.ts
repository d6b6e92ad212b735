import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeAmf, encodeAmf } from './amf0';
import { ChunkReader, writeChunks } from './chunks';
import type { MediaMessage, PublishGate } from './rtmp-connection';
import { startRtmpServer } from './rtmp-server';

const PORT = 20_000 + (process.pid % 10_000);
const LIMITS = { idleMs: 400, strangerBytes: 256 * 1024 };
let server: { close(): Promise<void> };
const received: MediaMessage[] = [];
const ends: string[] = [];
const gate: PublishGate = {
  authorise: async ({ key }) =>
    key === 'khoa'
      ? { onMedia: (message) => void received.push(message), onEnd: (reason) => void ends.push(reason) }
      : null,
};
beforeAll(async () => {
  server = await startRtmpServer({ port: PORT, host: '127.0.0.1' }, gate, LIMITS);
});
afterAll(() => server.close());

const HELLO = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536), Buffer.alloc(1536)]);
const command = (...values: Parameters<typeof encodeAmf>) =>
  writeChunks({ type: 20, timestamp: 0, streamId: 0, body: encodeAmf(...values) }, 3, 128);
const publish = (key: string) =>
  Buffer.concat([
    ...[HELLO, command('connect', 1, { app: 'live' }), command('createStream', 2, null)],
    command('publish', 3, null, key, 'live'),
  ]);

/** Sends the bytes, and everything that comes back until the other side ends the connection. */
function talk(bytes: Buffer, then: (socket: net.Socket) => void = () => {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = net.connect(PORT, '127.0.0.1', () => {
      socket.write(bytes);
      then(socket);
    });
    const answers: Buffer[] = [];
    socket.on('data', (piece) => answers.push(piece));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(answers)));
  });
}

/** Codes of the status messages that a server sent. */
function codes(answer: Buffer): string[] {
  const reader = new ChunkReader();
  reader.push(answer.subarray(1 + 1536 * 2));
  const found: string[] = [];
  for (let next = reader.next(); next; next = reader.next()) {
    if (next.type !== 20) continue;
    const last = decodeAmf(next.body).at(-1);
    if (last && typeof last === 'object' && 'code' in last) found.push(String(last.code));
  }
  return found;
}

describe('a connection', () => {
  test('publishes with the key; what it sends arrives; its end is told once', async () => {
    const body = Buffer.from('1700000000', 'hex');
    const answer = await talk(
      Buffer.concat([publish('khoa'), writeChunks({ type: 9, timestamp: 40, streamId: 1, body }, 6, 128)]),
      (socket) => setTimeout(() => socket.write(command('deleteStream', 4, null, 1)), 100),
    );
    expect(codes(answer)).toEqual(['NetConnection.Connect.Success', 'NetStream.Publish.Start']);
    expect(received).toEqual([{ kind: 'VIDEO', timestamp: 40, body }]);
    expect(ends).toEqual(['unpublished']);
  });

  test('is refused with another key before anything is acknowledged', async () => {
    const answer = await talk(publish('khac'));
    expect(codes(answer)).toEqual(['NetConnection.Connect.Success', 'NetStream.Publish.BadName']);
  });

  test.each([
    ['no RTMP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a handshake and nothing more', HELLO],
    ['half a handshake', HELLO.subarray(0, 700)],
    ['publishing before connecting', Buffer.concat([HELLO, command('publish', 1, null, 'khoa')])],
    ['a key that is a number', Buffer.concat([HELLO, command('connect', 1, {}), command('publish', 2, null, 7)])],
    ['playing', Buffer.concat([HELLO, command('connect', 1, {}), command('play', 2, null, 'khoa')])],
    ['a command that is no AMF', Buffer.concat([HELLO, Buffer.from('0300000000000414000000000fffffff', 'hex')])],
    ['half a megabyte without a key', Buffer.concat([HELLO, Buffer.alloc(512 * 1024, command('ping', 1))])],
  ])('%s: ended within the limit', async (_name, bytes) => {
    const began = Date.now();
    await talk(bytes);
    expect(Date.now() - began).toBeLessThan(LIMITS.idleMs * 4);
  });

  test('any bytes after the handshake: ended, and the next encoder is served', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 600 }), async (bytes) => {
        await talk(Buffer.concat([HELLO, Buffer.from(bytes)]), (socket) => socket.end());
      }),
      { numRuns: 150 },
    );
    expect(codes(await talk(publish('khac')))).toContain('NetStream.Publish.BadName');
  });

  test('a port that is taken is said with its setting', async () => {
    await expect(startRtmpServer({ port: PORT, host: '127.0.0.1' }, gate)).rejects.toThrow(`RTMP_PORT: port ${PORT}`);
  });
});
