import { brokenBackup } from './container.server';

// Inside a container: frames of JSON (what comes next, how much came) and of bytes, one after the other; the last one is `{"end":true}`.

export type Frame = { json: Record<string, unknown> } | { data: Buffer };

function frame(kind: 'J' | 'D', payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

export const jsonFrame = (value: object) => frame('J', Buffer.from(JSON.stringify(value)));
export const dataFrame = (data: Uint8Array) => frame('D', data);

/** @throws AppError when the stream ends within a frame or without the last one */
export async function* readFrames(plain: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  let ended = false;
  for await (const chunk of plain) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 5) {
      const size = held.readUInt32BE(1);
      if (held.length < 5 + size) break;
      const payload = held.subarray(5, 5 + size);
      if (held[0] === 0x4a) {
        const json = JSON.parse(payload.toString()) as Record<string, unknown>;
        ended = json.end === true;
        yield { json };
      } else yield { data: payload };
      held = held.subarray(5 + size);
    }
  }
  if (!ended || held.length > 0) throw brokenBackup();
}
