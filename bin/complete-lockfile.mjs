// npm run lockfile: adds to package-lock.json the optional packages of other platforms that a registry mirror left out.
// npm ci refuses a lockfile that does not name them all, although it never fetches those of another platform.
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/root.mjs';

const file = inRoot('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'windows',
];
const processors = ['arm64', 'arm', 'ia32', 'x64', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** What npm would have read from the package itself, told by its name: `linux-arm64-musl`, `win32-x64-msvc`, `wasm32-wasi`. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find(
    (processor) => words.includes(processor) || (processor === 'arm' && words.includes('arm')),
  );
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(libc ? { libc: [libc] } : {}),
    ...(os ? { os: [os === 'windows' ? 'win32' : os] } : {}),
  };
}

const added = [];
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (findInstalled(parent, name)) continue;
    const platform = platformOf(name);
    if (!platform.os && !platform.cpu) {
      console.error(`${name}, optional for ${parent}, is missing and names no platform: add it by hand.`);
      process.exitCode = 1;
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~=v]+/, ''),
      ...platform,
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
    added.push(name);
  }
}

/** npm looks beside the package that asks, then one level up, and so on. */
function findInstalled(parent, name) {
  const levels = parent.split('/node_modules/');
  return (
    levels.some(
      (_, index) =>
        lock.packages[`${levels.slice(0, levels.length - index).join('/node_modules/')}/node_modules/${name}`],
    ) || Boolean(lock.packages[`node_modules/${name}`])
  );
}

const [first, ...rest] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([first, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `Added ${added.length} packages of other platforms.` : 'The lockfile is complete.');
