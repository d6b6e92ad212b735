// npm run jest -- [path…]: Jest in ESM mode, with the Prisma client up to date.
import { spawnSync } from 'node:child_process';
import { run } from './lib/failure.mjs';
import { generateClient } from './lib/generate-client.mjs';
import { inRoot, root } from './lib/root.mjs';

await run(async () => {
  await generateClient();
  const result = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', inRoot('node_modules/jest/bin/jest.js'), ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } },
  );
  process.exit(result.status ?? 1);
});
