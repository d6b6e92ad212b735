import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A line between browser and server that is slow upwards and can break: real sockets, really cut. */
export interface PoorLink {
  url: string;
  /** Breaks every connection and lets no new one through. */
  cut(): void;
  restore(): void;
  /** Bytes a second towards the server. */
  setSpeed(bytesPerSecond: number): void;
  close(): Promise<void>;
}

export async function openPoorLink(target: string, bytesPerSecond: number): Promise<PoorLink> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let speed = bytesPerSecond;
  let broken = false;
  const server = createServer((near) => {
    if (broken) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (bytes) => {
      near.pause();
      far.write(bytes);
      setTimeout(() => near.resume(), (bytes.length / speed) * 1000);
    });
    near.on('end', () => far.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      broken = true;
      for (const socket of sockets) socket.destroy();
    },
    restore() {
      broken = false;
    },
    setSpeed(value) {
      speed = value;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
