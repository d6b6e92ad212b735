// npm test: everything that must hold, on servers and folders of its own. Last line: N passed, N failed, N skipped.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { run } from './lib/failure.mjs';
import { checkNode, installPackages } from './lib/node-packages.mjs';
import { inRoot, root } from './lib/root.mjs';

const SETTINGS_OF_AN_INSTALLATION =
  /^(PORT|HOST|PUBLIC_URL|DATA_DIR|(?:WEB_|WORKER_|INGEST_)?DATABASE_URL|REDIS_URL|REDIS_PREFIX|RTMP_PORT|STORAGE_URL|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|LIVE_[A-Z_]+|TRUST_PROXY|SESSION_SECRET|MEDIA_SECRET|AUDIT_SECRET|FIELD_[A-Z_]+|OIDC_[A-Z_]+|SECOND_FACTOR|IDLE_ACCOUNT_DAYS|PRESENCE_CHECK_SECONDS|METRICS_TOKEN|SMTP_URL|MAIL_FROM|DEMO|DEMO_PASSWORD|LOG_LEVEL|NODE_ENV)$/;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS_OF_AN_INSTALLATION.test(name)));

const count = { passed: 0, failed: 0, skipped: 0 };
const bin = (name) => inRoot('node_modules', name);

function say(name, ok, started) {
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}  (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

/** One check that counts as one; its output is shown only when it fails. */
async function step(name, args) {
  const started = Date.now();
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const ok = code === 0;
  count[ok ? 'passed' : 'failed']++;
  say(name, ok, started);
  if (!ok) console.log(`${out}${err}`.trimEnd().split('\n').slice(0, 150).join('\n'));
  return ok;
}

/** Others while the types are checked: that takes longest, and one core. */
async function checkAndBuild() {
  await step('migrations', [inRoot('bin/migrate.mjs'), 'check']);
  await step('dead code', [bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints']);
  return step('build', [inRoot('bin/build.mjs')]);
}

/** A group of Jest files; counts its tests, and files that could not run as one failure each. */
function jest(name, args) {
  const started = Date.now();
  const resultFile = inRoot('.test-data', `jest-${process.pid}.json`);
  mkdirSync(inRoot('.test-data'), { recursive: true });
  const result = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      bin('jest/bin/jest.js'),
      '--json',
      `--outputFile=${resultFile}`,
      '--forceExit',
      ...args,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...env, NODE_ENV: 'test' } },
  );
  if (!existsSync(resultFile)) {
    count.failed++;
    return say(name, false, started);
  }
  const found = JSON.parse(readFileSync(resultFile, 'utf8'));
  rmSync(resultFile);
  count.passed += found.numPassedTests;
  count.failed += found.numFailedTests + found.numRuntimeErrorTestSuites;
  count.skipped += found.numPendingTests + found.numTodoTests;
  if (result.status !== 0 && found.numFailedTests + found.numRuntimeErrorTestSuites === 0) count.failed++;
  say(`${name}: ${found.numPassedTests} of ${found.numTotalTests}`, result.status === 0, started);
}

await run(async () => {
  checkNode();
  installPackages();
  const { installSystemPackages } = await import('./lib/system-packages.mjs');
  installSystemPackages(['redis', 'ffmpeg', 'chromium', 'nginx', 'poppler', 'libreoffice']);

  await step('generate', [inRoot('bin/generate.mjs')]);
  await step('format', [bin('@biomejs/biome/bin/biome'), 'format', '.']);
  await step('lint', [bin('@biomejs/biome/bin/biome'), 'lint', '.']);
  const [built] = await Promise.all([checkAndBuild(), step('types', [bin('typescript/bin/tsc'), '--noEmit'])]);
  // One run: while the longest journey goes on, everything else fills the other core. Without a build there is nothing to journey through.
  const needBuild = ['/tests/e2e/', '/tests/chaos/', '/tests/attack/'];
  jest('tests', ['--maxWorkers=2', '--testPathIgnorePatterns', '/node_modules/', ...(built ? [] : needBuild)]);

  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exit(count.failed > 0 ? 1 : 0);
});
