// npm start: everything the system needs, from an empty machine. See README.md.
import { Failure, run } from './lib/failure.mjs';
import { checkNode, installPackages } from './lib/node-packages.mjs';

await run(async () => {
  checkNode();
  installPackages();
  // The rest needs node_modules.
  const { startEverything } = await import('./lib/start-everything.mjs');
  await startEverything({ dev: process.argv.includes('--dev') }).catch((error) => {
    if (error?.code === 'EACCES')
      throw new Failure(
        `${error.path ?? 'A file'} belongs to another user: start as that user, or set DATA_DIR to a folder of your own.`,
      );
    throw error;
  });
});
