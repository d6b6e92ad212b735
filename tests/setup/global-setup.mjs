import { existsSync } from 'node:fs';
import path from 'node:path';
import { startTestServers } from '../../bin/lib/test-servers.mjs';

/** Starts the servers once a run; a run of pure rules (files outside tests/) needs none. */
export default async function globalSetup(globalConfig) {
  const patterns = globalConfig.testPathPatterns?.patterns ?? [];
  const pure = (pattern) =>
    existsSync(pattern) && !path.resolve(pattern).startsWith(path.join(globalConfig.rootDir, 'tests'));
  if (patterns.length > 0 && patterns.every(pure)) return;
  const servers = await startTestServers();
  // Jest's workers inherit the environment.
  process.env.DIEMCAU_TEST_DATABASE = servers.databaseUrl;
  process.env.DIEMCAU_TEST_REDIS = servers.redisUrl;
  process.env.DIEMCAU_TEST_FOLDER = servers.folder;
  globalThis.stopTestServers = servers.stop;
}
