import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import { readEnv } from '~/platform/env';
import { runProcess } from '~/platform/run-process';
import { createWebServices } from '~/platform/services';
import { createWebServer } from './server';

// The web process: build/web.js, started from the project's folder.
await runProcess(async () => {
  const env = readEnv();
  const services = createWebServices(env);
  const root = process.cwd();
  const build = (await import(pathToFileURL(path.join(root, 'build', 'server', 'index.js')).href)) as ServerBuild;
  const app = await createWebServer({ services, build, root });
  await app.listen({ port: env.PORT, host: env.HOST });
  return async () => {
    await app.close();
    await services.close();
  };
});
