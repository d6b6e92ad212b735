// Only built-in modules here: it runs before node_modules exists.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inRoot, root } from './root.mjs';

/** @throws Failure on a Node that is too old */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Failure(`Node ${process.version} is too old: install Node 20.19 or newer (22 and 24 work too).`);
}

/** Runs npm ci when node_modules is missing or does not match the lockfile. Returns whether it ran. */
export function installPackages() {
  const lock = readFileSync(inRoot('package-lock.json'), 'utf8');
  const stamp = inRoot('node_modules/.diemcau-lock');
  const value = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === value) return false;
  const upToDate = matchesInstalled(JSON.parse(lock));
  if (!upToDate) {
    console.log('Installing npm packages from the lockfile …');
    const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (result.status !== 0) throw new Failure('npm ci failed: is the package registry reachable?');
  }
  writeFileSync(stamp, value);
  return !upToDate;
}

/** npm keeps what it installed in node_modules/.package-lock.json; packages of other platforms are rightly missing there. */
function matchesInstalled(lock) {
  const file = inRoot('node_modules/.package-lock.json');
  if (!existsSync(file)) return false;
  const installed = JSON.parse(readFileSync(file, 'utf8')).packages;
  return Object.entries(lock.packages).every(
    ([name, wanted]) =>
      name === '' ||
      (installed[name] ? installed[name].version === wanted.version : wanted.optional === true || wanted.peer === true),
  );
}
