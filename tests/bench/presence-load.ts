import net from 'node:net';

export interface LoadConfig {
  port: number;
  tickets: string[];
  connections: number;
  /** Requests under way on one connection (HTTP pipelining). */
  depth: number;
  seconds: number;
  /** Beats a second over all connections; 0: as fast as answers come. */
  rate: number;
}

export interface LoadResult {
  acknowledged: number;
  refused: number;
  seconds: number;
  p50: number;
  p95: number;
  p99: number;
  /** Acknowledged beats by ticket, in the order of `tickets`; beat k of a ticket claims second k. */
  perTicket: number[];
}

/** A cheap load generator: raw sockets, ready-made text, answers counted by their status line. */
export async function generateLoad(config: LoadConfig): Promise<LoadResult> {
  const { port, tickets, connections, depth, seconds, rate } = config;
  const sent = new Array<number>(tickets.length).fill(0);
  const acknowledged = new Array<number>(tickets.length).fill(0);
  const latencies: number[] = [];
  let refused = 0;
  let next = 0;
  let running = true;
  const request = (index: number): string => {
    const second = sent[index] as number;
    sent[index] = second + 1;
    const body = `{"ticket":"${tickets[index]}","seq":${second},"ranges":[[${second},${second + 1}]],"rate":1,"visible":true}`;
    return `POST /api/presence HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const open: (() => void)[] = [];
  const ended = Array.from({ length: connections }, () => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    const waiting: { index: number; at: number }[] = [];
    const send = (count: number) => {
      if (!running || count <= 0) return;
      let text = '';
      const at = performance.now();
      for (let i = 0; i < count; i += 1) {
        const index = next++ % tickets.length;
        waiting.push({ index, at });
        text += request(index);
      }
      socket.write(text);
    };
    open.push(() => {
      if (waiting.length < 200) send(1);
    });
    let rest = '';
    socket.setEncoding('latin1');
    return new Promise<void>((resolve) => {
      socket.on('connect', () => rate === 0 && send(depth));
      socket.on('data', (chunk: string) => {
        const text = rest + chunk;
        const now = performance.now();
        let done = 0;
        let from = 0;
        for (
          let at = text.indexOf('HTTP/1.1 ', from);
          at >= 0 && at + 12 <= text.length;
          at = text.indexOf('HTTP/1.1 ', from)
        ) {
          const first = waiting.shift();
          if (first) {
            latencies.push(now - first.at);
            if (text.startsWith('204', at + 9)) acknowledged[first.index] = (acknowledged[first.index] as number) + 1;
            else refused += 1;
          }
          done += 1;
          from = at + 12;
        }
        rest = text.slice(Math.max(from, text.length - 11));
        if (rate === 0) send(done);
        if (!running && waiting.length === 0) socket.end();
      });
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
    });
  });
  const began = performance.now();
  const pace = rate > 0 ? paced(open, rate) : undefined;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  running = false;
  const loaded = (performance.now() - began) / 1000;
  pace?.();
  await Promise.race([Promise.all(ended), new Promise((resolve) => setTimeout(resolve, 3_000))]);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.floor((latencies.length - 1) * share)] ?? 0).toFixed(2));
  const sum = acknowledged.reduce((a, b) => a + b, 0);
  return {
    acknowledged: sum,
    refused,
    seconds: loaded,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    perTicket: acknowledged,
  };
}

/** Open loop: sends on the clock whatever the server does. */
function paced(open: (() => void)[], rate: number): () => void {
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; sent < due; sent += 1) open[sent % open.length]?.();
  }, 2);
  return () => clearInterval(timer);
}
