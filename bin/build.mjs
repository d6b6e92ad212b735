// npm run build: build/ from the sources, when they have changed.
import { buildProject } from './lib/build-project.mjs';
import { run } from './lib/failure.mjs';

await run(async () => {
  console.log((await buildProject()) ? 'Built.' : 'The build is up to date.');
});
