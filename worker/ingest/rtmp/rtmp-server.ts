import { createServer, type Server } from 'node:net';
import { LIMITS, type PublishGate, RtmpConnection, type RtmpLimits } from './rtmp-connection';

const MAX_CONNECTIONS = 200;

/**
 * Listens for encoders.
 * @throws Error that names the setting when the port is taken
 */
export async function startRtmpServer(
  { port, host }: { port: number; host: string },
  gate: PublishGate,
  limits: RtmpLimits = LIMITS,
): Promise<{ close(): Promise<void> }> {
  const connections = new Set<RtmpConnection>();
  const server: Server = createServer((socket) => {
    if (connections.size >= MAX_CONNECTIONS) {
      socket.on('error', () => {});
      return socket.destroy();
    }
    const connection = new RtmpConnection(socket, gate, limits);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const message = `RTMP_PORT: port ${port} is taken: stop what uses it, or set RTMP_PORT to another one.`;
      reject(Object.assign(new Error(message), { code: 'EADDRINUSE' }));
    });
    server.listen(port, host, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.close('the server stops');
      }),
  };
}
