// npm run generate: what other projects do in install scripts, in the open: the Prisma client and Postgres' library links.
import { run } from './lib/failure.mjs';
import { generateClient } from './lib/generate-client.mjs';
import { hydrateSymlinks } from './lib/postgres-binaries.mjs';

await run(async () => {
  hydrateSymlinks();
  console.log((await generateClient()) ? 'Prisma client generated.' : 'Prisma client is up to date.');
});
