import { createServer } from 'node:http';
import { createServer as createVite } from 'vite';
import { readEnv } from '~/platform/env';
import { runProcess } from '~/platform/run-process';
import { createWebServices } from '~/platform/services';
import { createWebServer } from './server';

// The web process of `npm run dev`: build/dev.js. Vite answers first and rebuilds pages as they are edited; the fast paths and modules
// that the server itself imports need a restart.
await runProcess(async () => {
  const env = readEnv();
  const services = createWebServices(env);
  const http = createServer();
  const vite = await createVite({ appType: 'custom', server: { middlewareMode: true, hmr: { server: http } } });
  const app = await createWebServer({
    services,
    build: () => vite.ssrLoadModule('virtual:remix/server-build') as never,
    root: process.cwd(),
    serverFactory: (handler) =>
      http.on('request', (request, response) => vite.middlewares(request, response, () => handler(request, response))),
  });
  await app.listen({ port: env.PORT, host: env.HOST });
  return async () => {
    await vite.close();
    await app.close();
    await services.close();
  };
});
