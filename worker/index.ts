import { readEnv } from '~/platform/env';
import { runProcess } from '~/platform/run-process';
import { createServices } from '~/platform/services';
import { startWorker } from './start-worker';

// The worker process: build/worker.js.
await runProcess(async () => {
  const services = createServices(readEnv(), 'worker');
  const stop = await startWorker(services);
  return async () => {
    await stop();
    await services.close();
  };
});
