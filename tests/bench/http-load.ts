import { readFileSync } from 'node:fs';
import net from 'node:net';

export interface HttpLoad {
  port: number;
  /** Whole requests as they go over the wire, taken in turn. */
  requests: string[];
  connections: number;
  /** Requests under way on each connection. */
  depth: number;
  seconds: number;
}

export interface HttpLoadResult {
  answers: number;
  /** Answers that were no 200 or 206. */
  refused: number;
  bytes: number;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** Processor time of a process in seconds, from Linux' ticks of 10 ms. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Keeps so many requests under way over plain sockets; answers must carry a Content-Length. */
export async function generateHttpLoad(load: HttpLoad): Promise<HttpLoadResult> {
  const requests = load.requests.map((text) => Buffer.from(text));
  const times: number[] = [];
  const result = { answers: 0, refused: 0, bytes: 0 };
  const began = performance.now();
  const until = began + load.seconds * 1000;
  let next = 0;
  await Promise.all(
    Array.from(
      { length: load.connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = net.connect({ port: load.port, host: '127.0.0.1', noDelay: true });
          const sent: number[] = [];
          const send = () => {
            sent.push(performance.now());
            socket.write(requests[next++ % requests.length] as Buffer);
          };
          const onAnswer = (status: number) => {
            const now = performance.now();
            times.push(now - (sent.shift() ?? now));
            result.answers += 1;
            if (status !== 200 && status !== 206) result.refused += 1;
            if (now < until) send();
            else if (sent.length === 0) socket.end();
          };
          const reader = answerReader(onAnswer);
          socket.on('connect', () => {
            for (let i = 0; i < load.depth; i += 1) send();
          });
          socket.on('data', (bytes: Buffer) => {
            result.bytes += bytes.length;
            reader(bytes);
          });
          socket.on('error', reject);
          socket.on('close', () => resolve());
        }),
    ),
  );
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
  return { ...result, seconds: (performance.now() - began) / 1000, p50: at(0.5), p99: at(0.99) };
}

/** Calls back for each whole answer; bodies are counted, not kept. */
function answerReader(onAnswer: (status: number) => void): (bytes: Buffer) => void {
  let head: Buffer = Buffer.alloc(0);
  let left = 0;
  let status = 0;
  return (arrived) => {
    let bytes: Buffer = arrived;
    for (;;) {
      if (left > 0) {
        const taken = Math.min(left, bytes.length);
        left -= taken;
        bytes = bytes.subarray(taken);
        if (left > 0) return;
        onAnswer(status);
      }
      if (bytes.length === 0) return;
      head = head.length > 0 ? Buffer.concat([head, bytes]) : bytes;
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const text = head.toString('latin1', 0, end);
      status = Number(text.slice(9, 12));
      left = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
      bytes = head.subarray(end + 4);
      head = Buffer.alloc(0);
      if (left === 0) onAnswer(status);
    }
  };
}
